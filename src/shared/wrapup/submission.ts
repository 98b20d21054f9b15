import { z } from 'zod';
import { SET_CALLS } from '#shared/lcm/names.ts';

/**
 * Where a submission stands. `queued` waits, `sending` is under way, `delivered` was acknowledged by LCM,
 * `refused` was answered with no, `held` waits for a person; `superseded` and `discarded` were never needed again.
 */
export const submissionStateSchema = z.enum([
  'queued',
  'sending',
  'delivered',
  'refused',
  'held',
  'superseded',
  'discarded',
]);
export type SubmissionState = z.infer<typeof submissionStateSchema>;

/** A submission as the screen shows it. Instants are milliseconds since the epoch. */
export const submissionViewSchema = z.strictObject({
  id: z.string(),
  callId: z.string(),
  lcmKey: z.string(),
  agent: z.string(),
  call: z.enum(SET_CALLS),
  /** What was chosen, in words, such as "Payment › Failure". */
  summary: z.string(),
  /** Empty where it is withheld. */
  comment: z.string(),
  /** Another agent entered it: what they wrote is not handed out, and only they may edit or discard it. */
  withheld: z.boolean(),
  /** The callback's start, and the zone it was entered in. */
  callbackAt: z.number().nullable(),
  callbackZone: z.string().nullable(),
  madeAt: z.number(),
  /** The after-call limit submitted it, not the agent. */
  byLimit: z.boolean(),
  state: submissionStateSchema,
  /** Sent at least once without an answer: LCM may or may not have applied it. */
  unknown: z.boolean(),
  attempts: z.number().int(),
  /** Why it stands where it stands: LCM's reason, or the last failure. */
  reason: z.string().nullable(),
  nextTryAt: z.number().nullable(),
  updatedAt: z.number(),
});
export type SubmissionView = z.infer<typeof submissionViewSchema>;

/** One transition of a submission, from the append-only history. */
export const historyEntrySchema = z.strictObject({
  seq: z.number().int(),
  at: z.number(),
  submissionId: z.string(),
  callId: z.string(),
  agent: z.string(),
  from: submissionStateSchema.nullable(),
  to: submissionStateSchema,
  /** Empty where it is what another agent wrote. */
  detail: z.string(),
  summary: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
