import { z } from 'zod';
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

/** A {@link Draft} as the screen sends it and the database keeps it. What older versions did not know has a default. */
export const draftSchema = z.strictObject({
  businessOutcomeId: typed.nullable(),
  telephonyOutcomeId: typed.nullable(),
  callback: callbackDraftSchema.nullable(),
  comment: typed,
  targetAmount: typed,
  leadScore: typed,
  confirmed: typed.nullable().default(null),
  presets: z.array(z.enum(PRESET_FIELDS)).default([]),
}) satisfies z.ZodType<Draft>;
