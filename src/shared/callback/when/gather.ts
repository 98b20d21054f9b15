import type { WhenToken } from './tokens.ts';
import { clockTime, hourOfClock, namedTime } from './rules/clock-time.ts';
import { dayAndMonth, isoDate, monthName } from './rules/date.ts';
import { dayWord, nextWeek, nextWeekday, weekday } from './rules/day.ts';
import { partOfDay, timeInPart } from './rules/part-of-day.ts';
import { bareMinutes, lengthOfTime, partOfHour } from './rules/time-from-now.ts';
import { smallWord, until } from './rules/small-words.ts';
import {
  NOTHING_PARSED,
  type DateHabits,
  type Day,
  type Place,
  type Reading,
  type Rule,
  type Parsed,
} from './rule.ts';

/**
 * One rule for each way to write a time or a part of one. If tokens fit several rules, the first one takes them, so
 * that "24 dec" is not an hour, "3 pm" not minutes, and "mañana 10h" not ten hours.
 */
const RULES: readonly Rule[] = [
  dayWord,
  nextWeek,
  weekday,
  nextWeekday,
  partOfHour,
  hourOfClock,
  lengthOfTime,
  isoDate,
  monthName,
  dayAndMonth,
  namedTime,
  timeInPart,
  bareMinutes,
  clockTime,
  until,
  partOfDay,
  smallWord,
];

/** A typed time before the calendar is consulted: minutes from now, or a day, a time (`HH:mm`, up to `24:00`), or both. */
export interface TypedTime {
  readonly minutes: number | null;
  readonly day: Day | null;
  readonly start: string | null;
  readonly end: string | null;
}

/**
 * Reads the tokens once from left to right, each by the first of {@link RULES} that fits.
 *
 * @returns the typed time, or in `unreadable` the part that was not understood
 */
export function gather(
  tokens: readonly WhenToken[],
  habits: DateHabits,
): TypedTime | { readonly unreadable: string } {
  const all = { unreadable: tokens.map(({ text }) => text).join(' ') };
  let parsed = NOTHING_PARSED;
  for (let at = 0; at < tokens.length;) {
    const reading = readAt({ ...habits, tokens, at }, parsed);
    if (reading === 'contradiction') return all;
    if (reading === null || reading === 'notUnderstood') return { unreadable: tokens[at]?.text ?? '' };
    parsed = { ...parsed, ...reading.parsed };
    at += reading.taken;
  }
  return completed(parsed) ?? all;
}

function readAt(place: Place, parsed: Parsed): Reading {
  for (const rule of RULES) {
    const reading = rule(place, parsed);
    if (reading !== null) return reading;
  }
  return null;
}

/** The typed time, or null if it is incomplete or contradicts itself. */
function completed({ minutes, daysAhead, day, start, end, next, until, part }: Parsed): TypedTime | null {
  const isNextWeek = daysAhead?.sameTime === false && day?.kind === 'weekday' && day.next === null;
  const isPartUnused = part?.isTaken === false && (start !== null || (day ?? daysAhead) === null);
  const isCutShort = next !== null || isPartUnused || (until && end === null);
  if (isCutShort || (daysAhead !== null && day !== null && !isNextWeek)) return null;
  const ahead = daysAhead === null ? day : ({ kind: 'ahead', ...daysAhead } as const);
  // "Monday next week": the region's week, as in "next Monday".
  const someDay = isNextWeek ? ({ ...day, next: 'next' } as const) : ahead;
  const isTimeOrDay = someDay !== null || start !== null;
  if ((minutes !== null) === isTimeOrDay) return null;
  return { minutes, day: someDay, start, end };
}
