import { doNotCallWishSchema } from '#shared/draft/draft-schema.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { type } from '../type-only.ts';
import { ofCall, type RequestRows } from './row.ts';

export const doNotCallRequests = {
  /**
   * Asks LCM that nobody calls any more, within a scope and for a period that `doNotCallOffer` allows for the call.
   * Resolves once the submission is on disk. Error `invalid` carries problems.
   */
  saveDoNotCall: {
    input: ofCall.extend(doNotCallWishSchema.shape),
    output: type<{ readonly submissionId: string }>(),
  },
  /** The do-not-calls of a call that were not discarded, oldest first; the event `outbox` tells of changes. */
  listDoNotCalls: { input: ofCall, output: type<{ readonly items: SubmissionView[] }>() },
} as const satisfies RequestRows;
