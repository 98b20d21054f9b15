import type { HourSpan } from './lexicon.ts';
import type { WhenToken } from './tokens.ts';

/** A day as the agent typed it. */
export type Day =
  /** `sameTime`: without a time, "in 3 days" means the present time of day. */
  | { readonly kind: 'ahead'; readonly days: number; readonly sameTime: boolean }
  /** `index` 0 is Monday. */
  | { readonly kind: 'weekday'; readonly index: number; readonly next: Next | null }
  /** `weekday`: the weekday that was typed with the date (0 is Monday), or null. */
  | {
      readonly kind: 'date';
      readonly year: number | null;
      readonly month: number;
      readonly day: number;
      readonly weekday: number | null;
    };

/** Which of the weekdays of that name: in the next calendar week, the first after today, or whichever both are. */
export const NEXT = ['next', 'coming', 'nextOrComing'] as const;
export type Next = (typeof NEXT)[number];

/** What the rules have parsed so far. */
export interface Parsed {
  /** Minutes from now. */
  readonly minutes: number | null;
  /** Days from now, added up: "in 1 week 2 days". */
  readonly daysAhead: { readonly days: number; readonly sameTime: boolean } | null;
  readonly day: Day | null;
  /** `HH:mm`, as is the end. */
  readonly start: string | null;
  readonly end: string | null;
  /** The start may still become a time of the part of day that follows: "2-3pm", "8 tomorrow evening". */
  readonly isStartOpen: boolean;
  /** "in" was read. */
  readonly in: boolean;
  /** "next" was read and its weekday must follow. */
  readonly next: Next | null;
  /** A dash or "until" was read and an end must follow. */
  readonly until: boolean;
  /** The part of the day, read before its times: "शाम 5 बजे". `isTaken`: a time has followed. */
  readonly part: { readonly hours: HourSpan; readonly isTaken: boolean } | null;
}

export const NOTHING_PARSED: Parsed = {
  minutes: null,
  daysAhead: null,
  day: null,
  start: null,
  end: null,
  isStartOpen: false,
  in: false,
  next: null,
  until: false,
  part: null,
};

/** What the reading of a date depends on besides its tokens. */
export interface DateHabits {
  /** Whether 5/6 is 6 May. */
  readonly monthFirst: boolean;
  readonly thisYear: number;
}

/** The tokens and the position at which a rule reads. */
export interface Place extends DateHabits {
  readonly tokens: readonly WhenToken[];
  /** The first token that no rule has taken yet. */
  readonly at: number;
}

/**
 * What a rule makes of the tokens at a place: it takes `taken` of them and changes the `parsed` fields.
 * `null`: the rule does not fit. `notUnderstood`: it fits, but the tokens make no sense. `contradiction`: they do not fit
 * together, or repeat something already parsed, so the whole text is wrong, not one token.
 */
export type Reading =
  { readonly taken: number; readonly parsed: Partial<Parsed> } | 'notUnderstood' | 'contradiction' | null;

/** Reads one way to write a time or a part of one. */
export type Rule = (place: Place, parsed: Parsed) => Reading;

/** The token `ahead` places after the current one; 0 is the current one. */
export function tokenAt({ tokens, at }: Place, ahead: number): WhenToken | undefined {
  return tokens[at + ahead];
}

/** The meaning of the word there; undefined if there is no known word. */
export function wordAt(place: Place, ahead: number): string | undefined {
  return wordOf(tokenAt(place, ahead));
}

export function wordOf(token: WhenToken | undefined): string | undefined {
  return token?.kind === 'meaning' ? token.meaning.kind : undefined;
}

/** The whole number there; null if there is none. */
export function wholeNumberAt(place: Place, ahead: number): number | null {
  const token = tokenAt(place, ahead);
  return token?.kind === 'number' && Number.isInteger(token.value) ? token.value : null;
}
