import { z } from 'zod';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { type } from '../type-only.ts';
import { callIdSchema, noOutput, type RequestRows } from './row.ts';

const ofCall = z.strictObject({ callId: callIdSchema });

export const wrapUpRequests = {
  /**
   * Resolves once the submission is on disk. Error `invalid` carries problems, `notSaved` keeps the form. A correction that
   * says the same as what was sent has the problem `nothingDiffers`, unless `unchanged` says that this is meant.
   */
  submitWrapUp: {
    input: ofCall.extend({ draft: draftSchema, unchanged: z.boolean().default(false) }),
    output: type<{ readonly submissionId: string; readonly savedAt: number }>(),
  },
  /**
   * Opens the latest wrap-up of a call for a correction: its form begins with what was submitted, and the call stays
   * wrapped up (`CallView.correcting`). One that waits is held meanwhile. If the agent is correcting it already, that goes on.
   * A call whose wrap-ups were all discarded is to be wrapped up again.
   */
  beginCorrection: { input: ofCall, output: type<{ readonly callId: string }>() },
  /** Ends a correction without a submission: all is as it was before. */
  cancelCorrection: { input: ofCall, output: noOutput },
} as const satisfies RequestRows;
