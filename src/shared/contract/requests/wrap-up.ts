import { z } from 'zod';
import type { BookedCallback } from '#shared/callback/callback-clash.ts';
import { callbackDraftSchema, draftSchema } from '#shared/draft/draft-schema.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { type } from '../type-only.ts';
import { noOutput, ofCall, type RequestRows } from './row.ts';

/** Another campaign in which the contact of a call is open, as the agent can tick it. */
export interface CampaignChoice {
  /** The contact's LCM key there. */
  readonly lcmKey: string;
  readonly name: string;
  readonly contactId: string | null;
  /** Why the wrap-up cannot go there as it is; null if it can. */
  readonly because: FieldProblem | null;
  /** What was last submitted to it for this call; null if nothing was. */
  readonly submission: SubmissionView | null;
}

export const wrapUpRequests = {
  /**
   * Resolves once the submission is on disk, with those for the other campaigns that the draft ticks and the do-not-call that
   * its outcome marks: all of them or none. Error `invalid` carries problems, `notSaved` keeps the form. A correction that
   * says the same as what was sent has the problem `nothingDiffers`, unless `unchanged` says that this is meant.
   */
  submitWrapUp: {
    input: ofCall.extend({ draft: draftSchema, unchanged: z.boolean().default(false) }),
    output: type<{ readonly submissionId: string }>(),
  },
  /**
   * The other campaigns in which the contact of a call is open, as far as LCM has named them, and whether this draft can go
   * to each. What is not known of their outcomes is asked for; the event `outcomes` tells that it has come.
   */
  otherCampaigns: {
    input: ofCall.extend({ draft: draftSchema }),
    output: type<{ readonly items: CampaignChoice[] }>(),
  },
  /**
   * Opens the latest wrap-up of a call for a correction: its form begins with what was submitted, and the call stays
   * wrapped up (`CallView.correcting`). One that waits is held meanwhile. If the agent is correcting it already, that goes on.
   * A call whose wrap-ups were all discarded is to be wrapped up again.
   */
  beginCorrection: { input: ofCall, output: type<{ readonly callId: string }>() },
  /**
   * The callbacks to come that the signed-in agent has booked at this desktop, the first one first, without those of the
   * contact of this call: another one would replace them. The event `outbox` tells of changes.
   */
  bookedCallbacks: { input: ofCall, output: type<{ readonly items: BookedCallback[] }>() },
  /**
   * Asks LCM whether the agent has another callback at the time of this one; null if it does not say, it is not certain, or
   * the settings do not want it asked. Changes nothing.
   */
  callbackOverlap: {
    input: ofCall.extend({ callback: callbackDraftSchema }),
    output: type<boolean | null>(),
  },
  /**
   * Ends the after-call work of a call that was just saved (`AppState.clearing` tells what comes of it). While that is under
   * way, and after it was sent, does nothing. Error `unavailable` if the settings do not allow it.
   */
  clearCall: { input: ofCall, output: noOutput },
  /** Ends a correction without a submission: all is as it was before. */
  cancelCorrection: { input: ofCall, output: noOutput },
} as const satisfies RequestRows;
