import type { Way } from './rule.ts';
import { clockTime, hourOfClock, noon } from './rules/clock-time.ts';
import { dayAndMonth, isoDate, monthName } from './rules/date.ts';
import { dayWord, nextWeek } from './rules/day-ahead.ts';
import { halfDayTime, halfOfDay } from './rules/half-day-time.ts';
import { until } from './rules/range.ts';
import { bareMinutes, lengthOfTime, partOfHour } from './rules/time-from-now.ts';
import { smallWord } from './rules/small-words.ts';
import { nextWeekday, weekday } from './rules/weekday.ts';

/**
 * The ways of writing a time, or a part of one. Where tokens could be read in several, the first has them: "24 dec" is
 * no hour, "3 pm" no minutes, "mañana 10h" not ten hours.
 */
export const WAYS: readonly Way[] = [
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
