import type { FieldProblem, FormField } from './draft.ts';

/**
 * Every problem or warning that a wrap-up can have, with the names of its params. Locale files word each one under
 * `problem.<code>`, with exactly these gaps.
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
  /** The call's list does not contain this outcome, or no longer does. */
  outcomeNotInList: ['id'],
  /** A group contains outcomes but is not one itself. */
  outcomeIsGroup: ['id'],
  /** Only a warning: neither LCM nor the settings list it, or no longer. It is sent as it is. */
  telephonyUnlisted: ['outcome'],
  /** No LCM call carries a callback together with a telephony outcome other than the one that means callback. */
  telephonyWithCallback: [],
  /** The telephony outcome means callback, but no callback is entered. */
  callbackMissing: [],
  /** LCM takes whole numbers as ids. */
  idNotANumber: ['id'],

  /** Text was typed that has not become a time. */
  whenNotTaken: [],
  whenMissing: [],
  startDateMissing: [],
  startTimeMissing: [],
  endTimeMissing: [],
  dateUnreadable: ['value'],
  timeUnreadable: ['value'],
  callbackZoneUnknown: ['zone'],
  /** The clock skips this time; before and after are the last time before the gap and the first after it. */
  callbackInGap: ['beforeDate', 'beforeTime', 'afterDate', 'afterTime', 'zone'],
  /** The clock shows this time twice; the offsets from UTC tell the two apart. */
  callbackInFold: ['earlierOffset', 'laterOffset', 'zone'],
  callbackInPast: ['today', 'now', 'zone'],
  callbackTooFar: ['days', 'latest'],
  /** The settings' hours, and the hours of a mode as LCM told them. */
  callbackOutsideHours: ['from', 'to', 'zone'],
  callbackOutsideModeHours: ['mode', 'from', 'to', 'zone'],
  callbackOnHoliday: ['date'],
  callbackOnNamedHoliday: ['date', 'name'],
  callbackEndBeforeStart: [],
  /** The settings allow an end before the start. LCM does not, so the end is sent equal to the start. */
  callbackEndIgnored: [],
  callbackEndTooFar: ['days', 'latest'],
  /** The clock of LCM's zone shows this time twice, and the wire cannot say which one is meant. */
  callbackSentTwice: ['time', 'zone'],
  callbackModeMissing: [],
  /** Only a warning: the contact has no number of this mode, as far as LCM and the settings say. It is sent as it is. */
  callbackModeUnlisted: ['mode'],

  /** The site made this field mandatory for the campaign. */
  mandatoryMissing: [],
  /** What the rules of the settings ask of an outcome; `outcome` is its name. */
  callbackNeeded: ['outcome'],
  callbackNotAllowed: ['outcome'],
  commentNeeded: ['outcome'],
  amountNeeded: ['outcome'],
  scoreNeeded: ['outcome'],
  confirmationNeeded: ['outcome'],
  doNotCallNeeded: ['outcome'],
  /** Only a warning: the outcome marks do not call, and neither LCM nor the settings offer that for the call. */
  doNotCallNotMarked: ['outcome'],
  /** Why another campaign of the contact cannot get the same outcome. */
  campaignNeedsOutcome: [],
  campaignNotRead: [],
  campaignGone: [],
  campaignLacksOutcome: ['outcome'],
  /** A ticked campaign cannot get it, or LCM does not name it for the contact any more. */
  campaignNotPossible: ['campaign'],
  /** A snippet that the rules put into the comment still has a placeholder without a value. */
  snippetGap: ['gap'],
  commentTooLong: ['limit', 'over'],
  /** The same if LCM counts bytes. */
  commentTooManyBytes: ['limit', 'over'],
  numberUnreadable: ['value'],
  /** The number may have thousands separators: 1,000 is one or a thousand, depending on the reader. */
  numberAmbiguous: ['value'],
  numberTooLarge: ['limit'],
  amountNegative: [],
  /** LCM keeps lead scores as whole numbers. */
  leadScoreNotWhole: ['value'],
  /** A corrected field of the contact; `name` is the field's. */
  fieldUnknown: ['name'],
  fieldNotEditable: ['name'],
  fieldTooLong: ['name', 'limit'],
  fieldNotWhole: ['name'],
  fieldNotANumber: ['name'],
  fieldNotOfFormat: ['name', 'format'],
  fieldNotYesNo: ['name', 'yes', 'no'],
  /** The agent typed corrections of the contact and has not saved them. A second submit goes without them. */
  correctionsUnsaved: [],
  /** The correction says the same as what was sent. A second submit sends it all the same. */
  nothingDiffers: [],
  /** Neither LCM nor the settings let the agent choose that for a do-not-call. */
  blockNotOffered: [],
  blockDaysUnreadable: ['limit'],
  blockDateMissing: [],
  blockDateInPast: ['today'],
  /** Another value that the wire cannot carry. */
  notSendable: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ProblemCode = keyof typeof PROBLEM_PARAMS;

type ParamsOf<C extends ProblemCode> = Record<(typeof PROBLEM_PARAMS)[C][number], string | number>;

/** Makes a problem at a field; the type checker holds its params to {@link PROBLEM_PARAMS}. */
export function problem<C extends ProblemCode>(field: FormField, code: C, params: ParamsOf<C>): FieldProblem {
  return { field, code, params };
}
