import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';

/** Who knows of a callback: LCM's list, this desktop's own record, or both. */
export type CallbackOrigin = 'lcm' | 'here' | 'both';

/**
 * Where a callback is in its life. `due`: its reminder has come. `snoozed`: the agent wants to be reminded later. `missed`:
 * its time is over and nobody has said that it is done.
 */
export type CallbackStanding = 'coming' | 'due' | 'snoozed' | 'missed' | 'done';

/** A callback of the agent who is signed in. Instants are milliseconds since the epoch. */
export interface MyCallback {
  readonly id: string;
  readonly origin: CallbackOrigin;
  /** Back to this agent; else any agent of the campaign gets it, and this one is not reminded of it. */
  readonly isPersonal: boolean;
  /** Whom the call was with that it was booked in, if that is known here. */
  readonly contact: string | null;
  /** The number to call back on, and the name of its mode, if they are known. */
  readonly number: string | null;
  readonly mode: string | null;
  readonly at: number;
  /** Its end; equal to the start if it has none. */
  readonly until: number;
  readonly contactZone: string | null;
  /** What the agent chose and wrote when they booked it; '' if it was not booked here. */
  readonly summary: string;
  readonly comment: string;
  /** How far the booking is; null if it was not booked here. */
  readonly state: SubmissionState | null;
  /** Booked here and delivered, but LCM's list, which is newer, does not have it. */
  readonly isUnlisted: boolean;
  readonly standing: CallbackStanding;
  readonly snoozedUntil: number | null;
  /** The call whose wrap-up booked it: its LCM key is known, so the callback can get a new time. Null if LCM alone knows it. */
  readonly callId: string | null;
}

/** How current LCM's list is. */
export interface CallbackListState {
  /** When LCM told the list that is shown; null if it never did. */
  readonly fetchedAt: number | null;
  /** Whether LCM told all of it. */
  readonly isWhole: boolean;
  /** How many of its rows could not be read. */
  readonly ignored: number;
  /** False if its dates may have the month first, and are read with the day first. */
  readonly areDatesCertain: boolean;
  readonly isAsking: boolean;
  /** Why the last question for it failed: a code, or LCM's words; null if it did not. */
  readonly fault: ReasonCode | (string & {}) | null;
}

export interface MyCallbacks {
  /** The next one first. */
  readonly callbacks: readonly MyCallback[];
  /** Null if the settings say that LCM is not asked. */
  readonly list: CallbackListState | null;
}

/** What the screen shows of callbacks wherever the agent is. */
export interface CallbackSummary {
  /** Those whose reminder has come, the first one first; at most {@link MOST_DUE}. */
  readonly due: readonly MyCallback[];
  readonly missed: number;
}

export const MOST_DUE = 5;

/** For how long a reminder can be put off, in minutes. */
export const SNOOZE_MINUTES = [5, 15] as const;
