import type { Said } from './parsed.ts';
import type { WhenToken } from './tokens.ts';

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

/** A way of writing a time, or a part of one. */
export type Way = (place: Place, said: Said) => Reading;

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
