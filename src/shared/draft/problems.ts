import type { FieldProblem, FormField } from './draft.ts';

/**
 * Every problem a wrap-up can have, whether it keeps it from being submitted or is only warned of, with the names of its params: the locale files word each under
 * `problem.<code>`, with these gaps and no others.
 *
 * Dates in params are `YYYY-MM-DD`, times `HH:mm`, offsets `±HH:mm`; `zone` is an IANA name.
 */
export const PROBLEM_PARAMS = {
  /** No outcome and no callback. */
  nothingChosen: [],
  /** Nobody is signed in, so there is no UserID to send. */
  noAgent: [],
  callIdMissing: [],
  lcmKeyMissing: [],
  /** The call's list does not have this outcome (any more). */
  outcomeNotInList: ['id'],
  /** A group only holds outcomes, it is none itself. */
  outcomeIsGroup: ['id'],
  telephonyUnknown: ['id'],
  /** LCM has no call that carries a telephony outcome beside a callback, save the one that means callback. */
  telephonyWithCallback: [],
  /** The telephony outcome says callback, and no callback is entered. */
  callbackMissing: [],
  /** LCM takes whole numbers as ids. */
  idNotANumber: ['id'],

  /** Typed in words and not taken as a time. */
  whenNotTaken: [],
  startDateMissing: [],
  startTimeMissing: [],
  endTimeMissing: [],
  dateUnreadable: ['value'],
  timeUnreadable: ['value'],
  callbackZoneUnknown: ['zone'],
  /** The clock leaps over this time; before and after are the last and the first time that exist around it. */
  callbackInGap: ['beforeDate', 'beforeTime', 'afterDate', 'afterTime', 'zone'],
  /** The clock shows this time twice; the offsets from UTC tell the two apart. */
  callbackInFold: ['earlierOffset', 'laterOffset', 'zone'],
  callbackInPast: ['today', 'now', 'zone'],
  callbackTooFar: ['days', 'latest'],
  callbackOutsideHours: ['from', 'to', 'zone'],
  callbackOnHoliday: ['date'],
  callbackOnNamedHoliday: ['date', 'name'],
  callbackEndBeforeStart: [],
  /** As above, where the settings allow it: LCM takes no such end, so it is sent equal to the start. */
  callbackEndIgnored: [],
  callbackEndTooFar: ['days', 'latest'],
  /** The clock of LCM's zone shows this time twice, and LCM is not told which is meant. */
  callbackSentTwice: ['time', 'zone'],
  callbackModeMissing: [],
  callbackModeUnknown: ['id'],

  /** The site wants this field filled in at every wrap-up of the campaign. */
  mandatoryMissing: [],
  commentTooLong: ['limit', 'over'],
  /** The same where LCM counts bytes. */
  commentTooManyBytes: ['limit', 'over'],
  numberUnreadable: ['value'],
  /** May have thousands separators: 1,000 is one or a thousand, depending on who reads it. */
  numberAmbiguous: ['value'],
  numberTooLarge: ['limit'],
  amountNegative: [],
  /** Anything else that the wire cannot carry. */
  notSendable: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ProblemCode = keyof typeof PROBLEM_PARAMS;

type ParamsOf<C extends ProblemCode> = Record<(typeof PROBLEM_PARAMS)[C][number], string | number>;

/** A problem beside a field, its params checked against {@link PROBLEM_PARAMS}. */
export function problem<C extends ProblemCode>(field: FormField, code: C, params: ParamsOf<C>): FieldProblem {
  return { field, code, params };
}
