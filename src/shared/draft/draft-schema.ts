import { z } from 'zod';
import { FIELD_LIMIT, type CallbackDraft, type Draft } from './draft.ts';

const typed = z.string().max(FIELD_LIMIT);

const fold = z.enum(['earlier', 'later']).nullable();

const callbackDraftSchema = z.strictObject({
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

/** A {@link Draft} as the screen hands it over and the database keeps it. */
export const draftSchema = z.strictObject({
  businessOutcomeId: typed.nullable(),
  telephonyOutcomeId: typed.nullable(),
  callback: callbackDraftSchema.nullable(),
  comment: typed,
  targetAmount: typed,
  leadScore: typed,
}) satisfies z.ZodType<Draft>;

/** Fields a problem can stand beside on the screen. `form` is the wrap-up as a whole. */
const formFieldSchema = z.enum([
  'form',
  'businessOutcome',
  'telephonyOutcome',
  'callbackWhen',
  'callbackStartDate',
  'callbackStartTime',
  'callbackEndDate',
  'callbackEndTime',
  'callbackMode',
  'comment',
  'targetAmount',
  'leadScore',
]);

/**
 * Something that keeps a wrap-up from being submitted. `code` is the key of the words on the screen
 * (`problem.<code>` in the locale files), `params` fill its gaps.
 */
export const fieldProblemSchema = z.strictObject({
  field: formFieldSchema,
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
