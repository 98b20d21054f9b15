/** A day as it was typed. */
export type Day =
  /** `sameTime`: "in 3 days" with no time means this time of day. */
  | { readonly kind: 'ahead'; readonly days: number; readonly sameTime: boolean }
  /** `index` counts from Monday, 0. */
  | { readonly kind: 'weekday'; readonly index: number; readonly next: boolean }
  /** `weekday`: which day of the week it was said to be, from Monday, 0; null where that was left out. */
  | {
      readonly kind: 'date';
      readonly year: number | null;
      readonly month: number;
      readonly day: number;
      readonly weekday: number | null;
    };

export type HalfOfDay = 'am' | 'pm';

/** What the tokens of a typed time have said so far. */
export interface Said {
  /** Minutes from now. */
  readonly minutes: number | null;
  /** Days from now, which add up: "in 1 week 2 days". */
  readonly daysAhead: { readonly days: number; readonly sameTime: boolean } | null;
  readonly day: Day | null;
  /** `HH:mm`, as is the end. */
  readonly start: string | null;
  readonly end: string | null;
  /** The start has no am or pm of its own: "2-3pm". */
  readonly isStartOpen: boolean;
  /** "in" stood before. */
  readonly in: boolean;
  /** "next" stood before, and waits for its weekday. */
  readonly next: boolean;
  /** A dash or "until" stood before: an end has to come. */
  readonly until: boolean;
  /** Said before the time, as in "शाम 5 बजे"; it holds for the end as well. `isTaken`: its time has come. */
  readonly half: { readonly of: HalfOfDay; readonly isTaken: boolean } | null;
}

export const NOTHING_SAID: Said = {
  minutes: null,
  daysAhead: null,
  day: null,
  start: null,
  end: null,
  isStartOpen: false,
  in: false,
  next: false,
  until: false,
  half: null,
};
