import type { CallRecord, Calls } from '#main/calls/call-store.ts';
import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';

/** Why after-call work was not ended. Each reason is a key of the locale files. */
export type NotClearedBecause = Extract<
  ReasonCode,
  | 'not-connected'
  | 'clearNotTold'
  | 'clearNotLast'
  | 'clearOtherCall'
  | 'clearOthers'
  | 'clearNotTaken'
  | 'clearNoOutcome'
  | 'clearByOther'
>;

/** What the decision needs to know now. */
export interface ClearContext {
  readonly calls: Pick<Calls, 'get' | 'toWrapUp' | 'offers'>;
  readonly latestForCall: (callId: string) => SubmissionView | null;
  /** The call that was wrapped up last. */
  readonly lastWrappedUp: () => string | null;
  readonly isLinked: () => boolean;
  /** Whether LCM has told that it wants a business outcome for this call. */
  readonly needsOutcome: (call: CallRecord) => boolean;
}

/**
 * Why the after-call work of this call may not be ended now; `waits` if only LCM's answer to its wrap-up is missing; null if
 * it may. The message names no call, so it has to be certain which one the softphone would end. See
 * docs/decisions/0047-out-of-after-call-work.md.
 */
export function clearObstacle(callId: string, context: ClearContext): NotClearedBecause | 'waits' | null {
  const { calls, latestForCall, lastWrappedUp, isLinked, needsOutcome } = context;
  const call = calls.get(callId);
  const wrapUp = latestForCall(callId);
  if (call === null || call.wrappedAt === null || call.correcting !== null || wrapUp === null)
    return 'clearNotLast';
  if (wrapUp.withheld) return 'clearOthers';
  if (call.phase !== 'ended' || call.moment !== 'afterCallWork') return 'clearNotTold';
  if (lastWrappedUp() !== callId) return 'clearNotLast';
  if (calls.offers().length > 0 || calls.toWrapUp().some((other) => isInTheWay(calls.get(other))))
    return 'clearOtherCall';
  if (wrapUp.state === 'refused' || wrapUp.state === 'held') return 'clearNotTaken';
  if (needsOutcome(call) && !wrapUp.call.startsWith('SetBusinessOutcome')) return 'clearNoOutcome';
  if (!isLinked()) return 'not-connected';
  return wrapUp.state === 'delivered' ? null : 'waits';
}

/** Another call counts as in the softphone's hands until the softphone has said that its after-call work is over. */
function isInTheWay(call: CallRecord | null): boolean {
  return call !== null && call.moment !== 'cleared';
}
