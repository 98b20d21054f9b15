/** `regular` goes to any available agent of the campaign, `personal` back to this one (vendor page 001). */
export type CallbackKind = 'regular' | 'personal';

/**
 * The callback part of a draft, as the agent typed it: dates `YYYY-MM-DD`, times `HH:mm`, both in `zone` (IANA), or in
 * the zone of the settings where that is null, `''` where nothing is entered yet. `startFold` and `endFold` tell which
 * of the two instants is meant when a clock that goes back shows the time twice; null means "not asked". `when` is
 * what was typed in words and not yet taken as times, such as "tomorrow 10".
 */
export interface CallbackDraft {
  kind: CallbackKind;
  startDate: string;
  startTime: string;
  endDate: string;
  endTime: string;
  startFold: 'earlier' | 'later' | null;
  endFold: 'earlier' | 'later' | null;
  modeId: string | null;
  zone: string | null;
  when: string;
}

/**
 * What the agent has entered for a call, complete or not. Amount and score stay as typed, so that a slip of the
 * finger is kept and can be shown, not silently turned into a number.
 */
export interface Draft {
  businessOutcomeId: string | null;
  telephonyOutcomeId: string | null;
  callback: CallbackDraft | null;
  comment: string;
  targetAmount: string;
  leadScore: string;
}

/** Fields a problem can stand beside on the screen. `form` is the wrap-up as a whole. */
export type FormField =
  | 'form'
  | 'businessOutcome'
  | 'telephonyOutcome'
  | 'callbackWhen'
  | 'callbackStartDate'
  | 'callbackStartTime'
  | 'callbackEndDate'
  | 'callbackEndTime'
  | 'callbackMode'
  | 'comment'
  | 'targetAmount'
  | 'leadScore';

/**
 * Something that keeps a wrap-up from being submitted. `code` is the key of the words on the screen
 * (`problem.<code>` in the locale files), `params` fill its gaps.
 */
export interface FieldProblem {
  readonly field: FormField;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Longest text any field of a draft may hold, in UTF-16 units: a guard against runaway input, not a limit of LCM. */
export const FIELD_LIMIT = 20_000;

export const EMPTY_DRAFT: Draft = Object.freeze({
  businessOutcomeId: null,
  telephonyOutcomeId: null,
  callback: null,
  comment: '',
  targetAmount: '',
  leadScore: '',
});

/** The fields of a callback's start and end. */
export const TIME_FIELDS = [
  'callbackStartDate',
  'callbackStartTime',
  'callbackEndDate',
  'callbackEndTime',
] as const satisfies readonly FormField[];

export function isTimeField(field: FormField): boolean {
  return TIME_FIELDS.some((each) => each === field);
}
