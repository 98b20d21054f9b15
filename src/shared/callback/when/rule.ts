import type { WhenToken } from './tokens.ts';

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

/** What the way a date is written depends on besides its tokens. */
export interface DateHabits {
  /** Whether 5/6 is the sixth of May. */
  readonly monthFirst: boolean;
  readonly thisYear: number;
}

/** Where a typed time is being read. */
export interface Place extends DateHabits {
  readonly tokens: readonly WhenToken[];
  /** The first token that nothing was made of yet. */
  readonly at: number;
}

/**
 * What a way of writing makes of the tokens at a place: `taken` of them say `said` in addition to what was said.
 * `null`: they are not written this way. `notUnderstood`: they are, and make no sense. `contradiction`: they say
 * something a second time, which no one token is to blame for.
 */
export type Reading =
  { readonly taken: number; readonly said: Partial<Said> } | 'notUnderstood' | 'contradiction' | null;

/** Reads one way of writing a time, or a part of one. */
export type Rule = (place: Place, said: Said) => Reading;

/** The token so many after the place, which is there itself for 0. */
export function tokenAt({ tokens, at }: Place, ahead: number): WhenToken | undefined {
  return tokens[at + ahead];
}

/** What the word there means; undefined where there is none. */
export function wordAt(place: Place, ahead: number): string | undefined {
  return wordOf(tokenAt(place, ahead));
}

export function wordOf(token: WhenToken | undefined): string | undefined {
  return token?.kind === 'meaning' ? token.meaning.kind : undefined;
}

/** The whole number there; null where there is none. */
export function wholeNumberAt(place: Place, ahead: number): number | null {
  const token = tokenAt(place, ahead);
  return token?.kind === 'number' && Number.isInteger(token.value) ? token.value : null;
}
