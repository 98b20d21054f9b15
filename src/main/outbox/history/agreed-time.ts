import type { Database } from '#main/database/database.ts';

const DAY = 86_400_000;

/** On how many days the machine's clock must have shown a time before that time is believed. */
const DAYS = 3;

/** A time that has certainly come, in milliseconds since the epoch. `isExact`: and no later one has. */
export interface AgreedTime {
  readonly at: number;
  readonly isExact: boolean;
}

/**
 * A clock that leapt ahead once must not make everything old. So the machine's clock is believed if LCM's agrees with it
 * to a day. If not, its time is believed if it wrote rows on three days, none of them earlier; the last three days with
 * rows count.
 *
 * @param lcmNow what LCM's clock shows; null if it is not known
 * @returns null if nothing confirms any time
 */
export function agreedTime(database: Database, now: number, lcmNow: number | null): AgreedTime | null {
  if (lcmNow !== null && Math.abs(now - lcmNow) <= DAY) return { at: Math.min(now, lcmNow), isExact: true };
  const shown = [lastDays(database, 'history', 'at'), lastDays(database, 'calls', 'opened_at')];
  const confirmed = Math.max(...shown.map((days) => (days.length < DAYS ? -Infinity : Math.min(...days))));
  if (confirmed === -Infinity) return null;
  return { at: Math.min(now, lcmNow ?? Infinity, (confirmed + 1) * DAY), isExact: false };
}

/** The days, counted from the epoch, on which the last rows were written. At most `DAYS`. */
function lastDays(database: Database, table: 'history' | 'calls', at: 'at' | 'opened_at'): number[] {
  const others = Array.from({ length: DAYS - 1 }, () => '?').join(', ');
  const last = database.prepare(
    `SELECT ${at} / ${DAY} AS day FROM ${table} WHERE ${at} / ${DAY} NOT IN (${others}) ORDER BY seq DESC LIMIT 1`,
  );
  const days: number[] = [];
  while (days.length < DAYS) {
    const known = Array.from({ length: DAYS - 1 }, (_, index) => days[index] ?? -1);
    const row = last.get(...known) as { day: number } | undefined;
    if (row === undefined) break;
    days.push(row.day);
  }
  return days;
}
