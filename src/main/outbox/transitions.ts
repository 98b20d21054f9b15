import { reason, type ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';

/** Where a submission may go from each state. What is delivered, superseded or discarded stays so. */
export const TRANSITIONS: Readonly<Record<SubmissionState, readonly SubmissionState[]>> = {
  // Delivered or refused without being sent again: its own late reply came.
  queued: ['sending', 'delivered', 'refused', 'held', 'superseded', 'discarded'],
  sending: ['delivered', 'refused', 'queued'],
  refused: ['queued', 'superseded', 'discarded'],
  held: ['queued', 'delivered', 'refused', 'superseded', 'discarded'],
  delivered: [],
  superseded: [],
  discarded: [],
};

/** States in which a submission still has a way to go; in all of them it comes before later ones of its call. */
export const OPEN_STATES = ['queued', 'sending', 'refused', 'held'] as const satisfies SubmissionState[];

/** Why a submission moved, where it was not in LCM's or the agent's own words. */
export type DetailCode = Extract<
  ReasonCode,
  | 'submitted'
  | 'submittedByLimit'
  | 'sent'
  | 'acknowledged'
  | 'acknowledgedLate'
  | 'interrupted'
  | 'corrected'
  | 'beingEdited'
  | 'editClosed'
  | 'callbackPassed'
  | 'unreadable'
  | 'readableAgain'
  | 'rescued'
  | 'retried'
>;

/** A code, or words of LCM's, of the agent's or of the system's, which are sealed at rest. */
export type Detail = { readonly code: DetailCode } | { readonly words: string };

/** The submission is in no state to do that. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError';
  readonly why: Reason;

  constructor(why: Reason) {
    super([why.code, ...Object.values(why.params)].join(' '));
    this.why = why;
  }
}

/** @throws NotAllowedError where the table above does not lead from one to the other */
export function requireTransition(from: SubmissionState, to: SubmissionState): void {
  if (!TRANSITIONS[from].includes(to)) {
    throw new NotAllowedError(reason('movedOn', { state: from }));
  }
}
