import { reason, type ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';

/** The states that may follow each state. None follows delivered, superseded or discarded. */
export const TRANSITIONS: Readonly<Record<SubmissionState, readonly SubmissionState[]>> = {
  // It becomes delivered or refused without being sent again if its own late reply comes.
  queued: ['sending', 'delivered', 'refused', 'held', 'superseded', 'discarded'],
  sending: ['delivered', 'refused', 'queued'],
  refused: ['queued', 'superseded', 'discarded'],
  held: ['queued', 'delivered', 'refused', 'superseded', 'discarded'],
  delivered: [],
  superseded: [],
  discarded: [],
};

/** In these states a submission is not finished. Later ones of its call wait for it, as `SubmissionStore.ready` says. */
export const OPEN_STATES = ['queued', 'sending', 'refused', 'held'] as const satisfies SubmissionState[];

/** Why a submission moved, if neither LCM nor the agent gave the reason in words. */
export type DetailCode = Extract<
  ReasonCode,
  | 'submitted'
  | 'submittedByLimit'
  | 'submittedCorrection'
  | 'sent'
  | 'notSentYet'
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
  | 'otherComputer'
  | 'backHome'
  | 'sentThere'
>;

/** A code, or the words of LCM, the agent or the system. Words are sealed at rest. */
export type Detail = { readonly code: DetailCode } | { readonly words: string };

/** The state of the submission does not allow that. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError';
  readonly why: Reason;

  constructor(why: Reason) {
    super([why.code, ...Object.values(why.params)].join(' '));
    this.why = why;
  }
}

/** @throws NotAllowedError if the table above does not have the transition */
export function requireTransition(from: SubmissionState, to: SubmissionState): void {
  if (!TRANSITIONS[from].includes(to)) {
    throw new NotAllowedError(reason('movedOn', { state: from }));
  }
}
