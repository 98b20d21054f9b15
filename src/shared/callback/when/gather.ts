import type { WhenToken } from './tokens.ts';
import { clockTime, hourOfClock, noon } from './rules/clock-time.ts';
import { dayAndMonth, isoDate, monthName } from './rules/date.ts';
import { dayWord, nextWeek, nextWeekday, weekday } from './rules/day.ts';
import { halfDayTime, halfOfDay } from './rules/half-day-time.ts';
import { bareMinutes, lengthOfTime, partOfHour } from './rules/time-from-now.ts';
import { smallWord, until } from './rules/small-words.ts';
import {
  NOTHING_SAID,
  type DateHabits,
  type Day,
  type Place,
  type Reading,
  type Rule,
  type Said,
} from './rule.ts';

/**
 * One rule for each way of writing a time, or a part of one. Where tokens fit several, the first takes them: "24 dec" is
 * no hour, "3 pm" no minutes, "mañana 10h" not ten hours.
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
  halfDayTime,
  bareMinutes,
  clockTime,
  noon,
  until,
  halfOfDay,
  smallWord,
];

/** A typed time, before it is found in the calendar. Minutes from now, or a day, a time (`HH:mm`) or both. */
export interface TypedTime {
  readonly minutes: number | null;
  readonly day: Day | null;
  readonly start: string | null;
  readonly end: string | null;
}

/**
 * Goes over the tokens once, each by the first of {@link RULES} that fits.
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
  for (const rule of RULES) {
    const reading = rule(place, said);
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
