import type { SetCallName } from '#shared/lcm/names.ts';

/**
 * Where a submission stands. `queued` waits, `sending` is under way, `delivered` was acknowledged by LCM,
 * `refused` was answered with no, `held` waits for a person; `superseded` and `discarded` were never needed again.
 */
export const SUBMISSION_STATES = [
  'queued',
  'sending',
  'delivered',
  'refused',
  'held',
  'superseded',
  'discarded',
] as const;
export type SubmissionState = (typeof SUBMISSION_STATES)[number];

/** A submission as the screen shows it. Instants are milliseconds since the epoch. */
export interface SubmissionView {
  readonly id: string;
  readonly callId: string;
  readonly lcmKey: string;
  readonly agent: string;
  readonly call: SetCallName;
  /** What was chosen, in words, such as "Payment › Failure". */
  readonly summary: string;
  /** Empty where it is withheld. */
  readonly comment: string;
  /** Another agent entered it: what they wrote is not handed out, and only they may edit or discard it. */
  readonly withheld: boolean;
  /** The callback's start, and the zone it was entered in. */
  readonly callbackAt: number | null;
  readonly callbackZone: string | null;
  readonly madeAt: number;
  /** The after-call limit submitted it, not the agent. */
  readonly byLimit: boolean;
  readonly state: SubmissionState;
  /** Sent at least once without an answer: LCM may or may not have applied it. */
  readonly unknown: boolean;
  readonly attempts: number;
  /** Why it stands where it stands: LCM's reason, or the last failure. */
  readonly reason: string | null;
  readonly nextTryAt: number | null;
  readonly updatedAt: number;
}

/** One transition of a submission, from the append-only history. */
export interface HistoryEntry {
  readonly seq: number;
  readonly at: number;
  readonly submissionId: string;
  readonly callId: string;
  readonly agent: string;
  readonly from: SubmissionState | null;
  readonly to: SubmissionState;
  /** Empty where it is what another agent wrote. */
  readonly detail: string;
  readonly summary: string;
}
