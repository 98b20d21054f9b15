import type { DoNotCallWish } from './block.ts';

/** `regular` goes to any available agent of the campaign, `personal` back to this one (vendor page 001). */
export type CallbackKind = 'regular' | 'personal';

/**
 * The callback part of a draft, as the agent typed it: dates `YYYY-MM-DD` and times `HH:mm` in `zone` (IANA), or in the
 * settings' zone if that is null; `''` if nothing is entered yet. When a clock that goes back shows a time twice,
 * `startFold` and `endFold` say which of the two instants is meant; null means "not asked". `when` is text such as
 * "tomorrow 10" that has not yet become dates and times.
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

/** The fields that the rules of an outcome can fill in. */
export const PRESET_FIELDS = ['telephonyOutcomeId', 'targetAmount', 'leadScore', 'comment'] as const;
export type PresetField = (typeof PRESET_FIELDS)[number];

/**
 * What the agent has entered for a call, complete or not. Amount and score stay text, so that the screen can show a
 * typing mistake instead of silently turning it into a number.
 */
export interface Draft {
  businessOutcomeId: string | null;
  telephonyOutcomeId: string | null;
  callback: CallbackDraft | null;
  comment: string;
  targetAmount: string;
  leadScore: string;
  /** What the agent has confirmed, in the words that they read; null for nothing. LCM does not get it. */
  confirmed: string | null;
  /** Whom nobody may call any more, as the agent has confirmed it for the outcome; null for nobody. */
  doNotCall: DoNotCallWish | null;
  /** The contact's LCM keys in the other campaigns that get the same outcome. */
  campaigns: string[];
  /** The fields that hold what the rules of the outcome filled in, and not what the agent entered. */
  presets: PresetField[];
}

/** The fields at which the screen can show a problem. `form` is the wrap-up as a whole, `callback` the callback. */
export type FormField =
  | 'form'
  | 'businessOutcome'
  | 'telephonyOutcome'
  | 'confirmation'
  | 'doNotCall'
  | 'campaigns'
  | 'callback'
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
 * A reason why a wrap-up cannot be submitted, or a warning. Locale files word it under `problem.<code>`; `params` fill
 * the gaps of the text.
 */
export interface FieldProblem {
  readonly field: FormField;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** The longest text a draft field may hold, in UTF-16 units. It guards against runaway input; it is not LCM's limit. */
export const FIELD_LIMIT = 20_000;

export const EMPTY_DRAFT: Draft = Object.freeze({
  businessOutcomeId: null,
  telephonyOutcomeId: null,
  callback: null,
  comment: '',
  targetAmount: '',
  leadScore: '',
  confirmed: null,
  doNotCall: null,
  campaigns: [],
  presets: [],
});

/** Whether the agent has entered nothing. */
export function isEmptyDraft(draft: Draft): boolean {
  return JSON.stringify({ ...EMPTY_DRAFT, ...draft }) === JSON.stringify(EMPTY_DRAFT);
}

/** The fields of a callback's start and end. */
const TIME_FIELDS = [
  'callbackStartDate',
  'callbackStartTime',
  'callbackEndDate',
  'callbackEndTime',
] as const satisfies readonly FormField[];

export function isTimeField(field: FormField): boolean {
  return TIME_FIELDS.some((each) => each === field);
}
