import { z } from 'zod';
import { BLOCK_SCOPES, type BlockPeriod } from '#shared/wrapup/block.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { type } from '../type-only.ts';
import { callIdSchema, type RequestRows } from './row.ts';

const periodSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('permanent') }),
  z.strictObject({ kind: z.literal('days'), days: z.number() }),
  z.strictObject({ kind: z.literal('date'), date: z.string().max(64) }),
]) satisfies z.ZodType<BlockPeriod>;

export const doNotCallRequests = {
  /**
   * Asks LCM that nobody calls any more, within a scope and for a period that `doNotCallOffer` allows for the call.
   * Resolves once the submission is on disk. Error `invalid` carries problems.
   */
  saveDoNotCall: {
    input: z.strictObject({
      callId: callIdSchema,
      scope: z.enum(BLOCK_SCOPES),
      field: z.string().max(256).nullable(),
      period: periodSchema,
    }),
    output: type<{ readonly submissionId: string; readonly savedAt: number }>(),
  },
  /** The do-not-calls of a call that were not discarded, oldest first; the event `outbox` tells of changes. */
  listDoNotCalls: {
    input: z.strictObject({ callId: callIdSchema }),
    output: type<{ readonly items: SubmissionView[] }>(),
  },
} as const satisfies RequestRows;
