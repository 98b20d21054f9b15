import { toCalendarDateTime, type CalendarDate } from '@internationalized/date';
import { minutesOf } from '../callback-modes.ts';
import { suggestCallback, type CallbackTimes } from '../callback-suggestion.ts';
import { isKnownZone, readDate, wallTimeAt } from '../wall-clock.ts';
import { dateOf } from './date-of.ts';
import { withFractions } from './fractions.ts';
import { gather, type TypedTime } from './gather.ts';
import type { WhenLexicon } from './lexicon.ts';
import { wordOf } from './rule.ts';
import { whenTokens } from './tokens.ts';

/** What is needed to read a typed time. */
export interface WhenContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA zone of the times. */
  readonly zone: string;
  readonly lexicon: WhenLexicon;
  /** Whether 5/6 is 6 May in the agent's region. */
  readonly monthFirst: boolean;
  /** The first day of the week in that region; 0 is Monday, which is also the default. */
  readonly weekStart?: number;
}

export type WhenReading =
  /** The end is the start if none was typed. `counted`: a duration was typed, so the instant is the same in every zone. */
  | { readonly kind: 'times'; readonly times: CallbackTimes; readonly counted: boolean }
  /**
   * A time in the past that is no date with a time: "last friday", or a day that is over, whose date is then known. A date
   * and a time that are over are `times`, since the guards judge them.
   */
  | { readonly kind: 'past'; readonly part: string; readonly date: string | null }
  /** A day without a time. The time is not guessed. */
  | { readonly kind: 'needsTime'; readonly date: string }
  /** `part` is the text that was not understood. */
  | { readonly kind: 'unreadable'; readonly part: string };

/** The longest text that is read, in UTF-16 units. */
const LONGEST = 80;

/**
 * Reads a time as people type it: "1430", "2:30pm", "14.30", "tomorrow 10", "in 45 min", "mon 9", "24/12 10:30",
 * "next tue 15:00", "tomorrow 10-11:30". The lexicon knows the words of a language. They may come in any order that is
 * unambiguous. Each way to write a time has its rule in `rules/`.
 *
 * - A time without a day is the next such time.
 * - A weekday is the next such day: today if the time is still to come. With "next" it is in the region's next calendar
 *   week.
 * - A day and month without a year are the nearest such date, before or after today: 5 January is next year's in
 *   December, and 20 November is over on the 26th. A date with a year is that date, even in the past; the year 12 is 2012.
 * - "yesterday", "2 hours ago" are understood too, so that the answer can say that they are past.
 * - "14.30" is a time unless it can only be a date, or there is another time.
 * - A weekday beside a date must be the date's weekday.
 * - Midnight, also as "24:00", is the end of its day.
 * - An end before the start is on the next day if less than twelve hours lie between: "22-2".
 */
export function readWhen(text: string, context: WhenContext): WhenReading {
  const { now, zone, lexicon, monthFirst } = context;
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > LONGEST || !isKnownZone(zone)) return unreadable(trimmed);
  const clock = wallTimeAt(now, zone);
  const today = readDate(clock.date);
  if (today === null) return unreadable(trimmed);
  const tokens = whenTokens(trimmed, lexicon);
  if (tokens.every(({ kind }) => kind !== 'unknown') && tokens.some((token) => wordOf(token) === 'past')) {
    return { kind: 'past', part: trimmed, date: null };
  }
  const forward = tokens.filter((token) => wordOf(token) !== 'ago');
  const gathered = gather(withFractions(forward), { monthFirst, thisYear: today.year });
  if ('unreadable' in gathered) return unreadable(gathered.unreadable);
  const typed = forward.length === tokens.length ? gathered : ago(gathered);
  if (typed === null) return unreadable(trimmed);
  if (typed.minutes !== null) return fromNow(typed.minutes, context, trimmed);

  const date = dateOf(typed, today, clock.time, context.weekStart);
  if (date === null) return unreadable(trimmed);
  if (typed.start === null) {
    if (typed.day?.kind === 'ahead' && typed.day.sameTime) return times(date, clock.time, null);
    if (date.compare(today) < 0) return { kind: 'past', part: trimmed, date: date.toString() };
    return { kind: 'needsTime', date: date.toString() };
  }
  return times(date, typed.start, typed.end);
}

/** A duration counted back from now; null if it is none, as in "vor 10 Uhr". */
function ago({ minutes, day, start, end }: TypedTime): TypedTime | null {
  if (minutes !== null) return { minutes: -minutes, day, start, end };
  if (day?.kind !== 'ahead' || !day.sameTime) return null;
  return { minutes, day: { ...day, days: -day.days }, start, end };
}

function fromNow(minutes: number, { now, zone }: WhenContext, text: string): WhenReading {
  const suggested = minutes === 0 ? null : suggestCallback(now, zone, minutes);
  return suggested === null ? unreadable(text) : { kind: 'times', times: suggested, counted: true };
}

/** @param start `HH:mm`, up to `24:00`, as is `end` */
function times(date: CalendarDate, start: string, end: string | null): WhenReading {
  const first = minutesOf(start);
  const last = end === null ? first : minutesOf(end);
  const isOverMidnight = last < first && last + DAY - first < DAY / 2;
  const [startDate = '', startTime = ''] = wallTime(date, first);
  const [endDate = '', endTime = ''] = wallTime(date, isOverMidnight ? last + DAY : last);
  return {
    kind: 'times',
    counted: false,
    times: { startDate, startTime, startFold: null, endDate, endTime, endFold: null },
  };
}

/** A day on the wall clock, in minutes. */
const DAY = 1_440;

/** The date and time (`HH:mm`) that many minutes after the beginning of a day. */
function wallTime(day: CalendarDate, minutes: number): string[] {
  return toCalendarDateTime(day).add({ minutes }).toString().slice(0, 'YYYY-MM-DDTHH:mm'.length).split('T');
}

function unreadable(part: string): WhenReading {
  return { kind: 'unreadable', part };
}
