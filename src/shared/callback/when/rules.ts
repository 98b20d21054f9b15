import type { Way } from './rule.ts';
import { clockTime, hourOfClock, noon } from './ways/clock-time.ts';
import { dayAndMonth, isoDate, monthName } from './ways/date.ts';
import { dayWord, nextWeek } from './ways/day-ahead.ts';
import { halfDayTime, halfOfDay } from './ways/half-day-time.ts';
import { until } from './ways/range.ts';
import { bareMinutes, lengthOfTime, partOfHour } from './ways/time-from-now.ts';
import { smallWord } from './ways/small-words.ts';
import { nextWeekday, weekday } from './ways/weekday.ts';

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
