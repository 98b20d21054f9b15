import { z } from 'zod';
import { BLOCK_SCOPES, type BlockPeriod, type DoNotCallWish } from './block.ts';
import { FIELD_LIMIT, PRESET_FIELDS, type CallbackDraft, type Draft } from './draft.ts';

const typed = z.string().max(FIELD_LIMIT);

const fold = z.enum(['earlier', 'later']).nullable();

/** A {@link CallbackDraft} as the screen sends it. */
export const callbackDraftSchema = z.strictObject({
  kind: z.enum(['regular', 'personal']),
  startDate: typed,
  startTime: typed,
  endDate: typed,
  endTime: typed,
  startFold: fold,
  endFold: fold,
  modeId: typed.nullable(),
  zone: typed.nullable().default(null),
  when: typed.default(''),
}) satisfies z.ZodType<CallbackDraft>;

const periodSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('permanent') }),
  z.strictObject({ kind: z.literal('days'), days: z.number() }),
  z.strictObject({ kind: z.literal('date'), date: z.string().max(64) }),
]) satisfies z.ZodType<BlockPeriod>;

/** A {@link DoNotCallWish} as the screen sends it. */
export const doNotCallWishSchema = z.strictObject({
  scope: z.enum(BLOCK_SCOPES),
  field: z.string().max(256).nullable(),
  period: periodSchema,
}) satisfies z.ZodType<DoNotCallWish>;

/** More campaigns than a contact is open in. */
const MOST_CAMPAIGNS = 50;

/** A {@link Draft} as the screen sends it and the database keeps it. What older versions did not know has a default. */
export const draftSchema = z.strictObject({
  businessOutcomeId: typed.nullable(),
  telephonyOutcomeId: typed.nullable(),
  callback: callbackDraftSchema.nullable(),
  comment: typed,
  targetAmount: typed,
  leadScore: typed,
  confirmed: typed.nullable().default(null),
  doNotCall: doNotCallWishSchema.nullable().default(null),
  campaigns: z.array(z.string().min(1).max(256)).max(MOST_CAMPAIGNS).default([]),
  presets: z.array(z.enum(PRESET_FIELDS)).default([]),
}) satisfies z.ZodType<Draft>;
