import type { CalendarDate } from '@internationalized/date';
import { readDate } from '../wall-clock.ts';
import type { TypedTime } from './gather.ts';

/** How many years around this one to look for a day and month without a year: 29 February is never more than 8 years away. */
const YEARS = 8;
/** A larger number of days is taken for a slip of the keyboard. */
const MOST_DAYS = 3_650;

/**
 * The date that the agent meant; null if there is no such date, or if it may be either of two.
 *
 * @param clock what the clock shows now, `HH:mm`
 * @param weekStart the first day of the week; 0 is Monday
 */
export function dateOf(
  { day, start }: TypedTime,
  today: CalendarDate,
  clock: string,
  weekStart = 0,
): CalendarDate | null {
  const isOver = start !== null && start <= clock;
  if (day === null) return today.add({ days: isOver ? 1 : 0 });
  switch (day.kind) {
    case 'ahead':
      return Math.abs(day.days) > MOST_DAYS ? null : today.add({ days: day.days });
    case 'weekday': {
      const now = weekdayOf(today);
      const placeOf = (weekday: number): number => (weekday - weekStart + 7) % 7;
      const days = (day.index - now + 7) % 7;
      if (day.next === null) return today.add({ days: days === 0 && isOver ? 7 : days });
      const inNextWeek = 7 - placeOf(now) + placeOf(day.index);
      const coming = days === 0 ? 7 : days;
      // Where people differ in which week they mean, it is asked.
      if (day.next === 'nextOrComing' && coming !== inNextWeek) return null;
      return today.add({ days: day.next === 'coming' ? coming : inNextWeek });
    }
    case 'date': {
      const isThatWeekday = (date: CalendarDate): boolean =>
        day.weekday === null || weekdayOf(date) === day.weekday;
      if (day.year !== null) {
        const date = dateFrom(day.year, day.month, day.day);
        return date !== null && isThatWeekday(date) ? date : null;
      }
      const dates = Array.from({ length: 2 * YEARS + 1 }, (_, at) =>
        dateFrom(today.year + YEARS - at, day.month, day.day),
      ).filter((date) => date !== null);
      const away = (date: CalendarDate): number => Math.abs(date.compare(today));
      const nearest = dates.reduce<CalendarDate | null>(
        (best, date) => (best === null || away(date) < away(best) ? date : best),
        null,
      );
      return nearest !== null && isThatWeekday(nearest) ? nearest : null;
    }
  }
}

function dateFrom(year: number, month: number, day: number): CalendarDate | null {
  const [y, m, d] = [
    String(year).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(day).padStart(2, '0'),
  ];
  return readDate(`${y}-${m}-${d}`);
}

/** 0 is Monday. */
function weekdayOf(date: CalendarDate): number {
  return (new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay() + 6) % 7;
}
