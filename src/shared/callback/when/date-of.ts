import type { CalendarDate } from '@internationalized/date';
import { readDate } from '../wall-clock.ts';
import type { TypedTime } from './gather.ts';

/** Years ahead in which a day and month without a year is looked for: 29 February comes every eighth at the latest. */
const YEARS = 8;
/** Days ahead beyond which a count of days is taken for a slip. */
const MOST_DAYS = 3_650;

/**
 * The date that was meant; null where there is no such one.
 *
 * @param clock what the clock shows now, `HH:mm`
 */
export function dateOf({ day, start }: TypedTime, today: CalendarDate, clock: string): CalendarDate | null {
  const isOver = start !== null && start <= clock;
  if (day === null) return today.add({ days: isOver ? 1 : 0 });
  switch (day.kind) {
    case 'ahead':
      return day.days > MOST_DAYS ? null : today.add({ days: day.days });
    case 'weekday': {
      const now = weekdayOf(today);
      if (day.next) return today.add({ days: 7 - now + day.index });
      const days = (day.index - now + 7) % 7;
      return today.add({ days: days === 0 && isOver ? 7 : days });
    }
    case 'date': {
      const isSaid = (date: CalendarDate): boolean => day.weekday === null || weekdayOf(date) === day.weekday;
      if (day.year !== null) {
        const date = dateFrom(day.year, day.month, day.day);
        return date !== null && isSaid(date) ? date : null;
      }
      for (let ahead = 0; ahead <= YEARS; ahead += 1) {
        const date = dateFrom(today.year + ahead, day.month, day.day);
        if (date !== null && date.compare(today) >= 0) return isSaid(date) ? date : null;
      }
      return null;
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

/** From Monday, 0. */
function weekdayOf(date: CalendarDate): number {
  return (new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay() + 6) % 7;
}
