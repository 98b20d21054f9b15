import { NOTHING_SAID, type Day, type Said } from './parsed.ts';
import type { WhenToken } from './tokens.ts';
import { WAYS } from './rules.ts';
import type { DateHabits, Place, Reading } from './rule.ts';

/** A typed time, before it is found in the calendar. Minutes from now, or a day, a time (`HH:mm`) or both. */
export interface TypedTime {
  readonly minutes: number | null;
  readonly day: Day | null;
  readonly start: string | null;
  readonly end: string | null;
}

/**
 * Goes over the tokens once, each by the first of {@link WAYS} that it is written in.
 *
 * @returns `unreadable`: the part that was not understood
 */
export function gather(
  tokens: readonly WhenToken[],
  habits: DateHabits,
): TypedTime | { readonly unreadable: string } {
  const all = { unreadable: tokens.map(({ text }) => text).join(' ') };
  let said = NOTHING_SAID;
  for (let at = 0; at < tokens.length;) {
    const reading = readAt({ ...habits, tokens, at }, said);
    if (reading === 'contradiction') return all;
    if (reading === null || reading === 'notUnderstood') return { unreadable: tokens[at]?.text ?? '' };
    said = { ...said, ...reading.said };
    at += reading.taken;
  }
  return whole(said) ?? all;
}

function readAt(place: Place, said: Said): Reading {
  for (const way of WAYS) {
    const reading = way(place, said);
    if (reading !== null) return reading;
  }
  return null;
}

/** What was said, where it is complete and one thing. */
function whole({ minutes, daysAhead, day, start, end, next, until, half }: Said): TypedTime | null {
  const isCutShort = next || half?.isTaken === false || (until && end === null);
  if (isCutShort || (daysAhead !== null && day !== null)) return null;
  const someDay = daysAhead === null ? day : ({ kind: 'ahead', ...daysAhead } as const);
  const isTimeOrDay = someDay !== null || start !== null;
  if ((minutes !== null) === isTimeOrDay) return null;
  return { minutes, day: someDay, start, end };
}
