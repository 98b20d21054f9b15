import type { Draft } from '#shared/draft/draft.ts';
import type { ContactField } from '#shared/lcm/call-facts.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import type { SubmissionKind } from './submission-kind.ts';

/**
 * The state of a submission: `queued` waits to be sent, `sending` waits for LCM's reply, LCM acknowledged `delivered`
 * and refused `refused`, `held` waits for a person. A correction replaced `superseded`; the agent discarded `discarded`.
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

/** A field of the contact, and the value that an agent gave it. */
export type CorrectedField = Pick<ContactField, 'name' | 'value'>;

/** A submission as the screen shows it. Instants are milliseconds since the epoch. */
export interface SubmissionView {
  readonly id: string;
  readonly callId: string;
  readonly kind: SubmissionKind;
  /** The other campaign of the contact that it is about, as LCM names it; null for the call's own. */
  readonly campaign: string | null;
  readonly lcmKey: string;
  readonly agent: string;
  readonly call: SetCallName;
  /** The choice in words, such as "Payment › Failure"; of a field edit, the names of the fields; of a do-not-call, whom and how long. */
  readonly summary: string;
  /** Empty if withheld. */
  readonly comment: string;
  /** The corrected fields of a field edit; empty for other kinds, and if withheld. */
  readonly fields: readonly CorrectedField[];
  /** Another agent entered it. Only they may read their comment, edit the submission or discard it. */
  readonly withheld: boolean;
  /** The callback's start, and the zone in which it was entered. */
  readonly callbackAt: number | null;
  readonly callbackZone: string | null;
  readonly madeAt: number;
  /** The after-call limit submitted it, not the agent. */
  readonly byLimit: boolean;
  readonly state: SubmissionState;
  /** Sent at least once without a reply: LCM may or may not have applied it. */
  readonly unknown: boolean;
  readonly attempts: number;
  /** It was to go before what was saved later for its call, but LCM has left too many tries unanswered. */
  readonly isLetPast: boolean;
  /** Why it is in this state: LCM's reason, or the last failure. */
  readonly reason: string | null;
  readonly nextTryAt: number | null;
  readonly updatedAt: number;
}

/** A submission in a list, where its call may no longer be on screen. */
export interface ListedSubmission extends SubmissionView {
  /** Whom the call was with, if known. */
  readonly contact: string | null;
}

export interface HistoryEntry extends ListedSubmission {
  /** The order of saving. */
  readonly seq: number;
}

/** The last wrap-up of an earlier call. */
export interface EarlierWrapUp extends HistoryEntry {
  /** When the call was first wrapped up, in milliseconds since the epoch. */
  readonly firstAt: number;
  /** How many wrap-ups that call has had: more than one if it was corrected or wrapped up again. */
  readonly times: number;
  /** What can be entered once more; the comment is empty if it is withheld. */
  readonly draft: Pick<Draft, 'businessOutcomeId' | 'telephonyOutcomeId' | 'comment'>;
}

/** The earlier calls that say something about a call. */
export interface EarlierWrapUps {
  /** How they were found: by the LCM key of the contact, or else by their number, which others may share. */
  readonly by: 'contact' | 'number';
  /** One a call, the newest first. */
  readonly items: readonly EarlierWrapUp[];
  /** There are still older ones. */
  readonly hasOlder: boolean;
}

/** One transition of a submission, from the append-only history. */
export interface HistoryStep {
  readonly seq: number;
  readonly at: number;
  readonly from: SubmissionState | null;
  readonly to: SubmissionState;
  /** A code, or words of LCM or the system. Empty if another agent wrote it. */
  readonly detail: string;
}
