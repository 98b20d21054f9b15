import { readDate, readWallTime } from '#shared/callback/wall-clock.ts';
import type { PersonalCallback } from '#shared/lcm/personal-callbacks.ts';
import type { ListedCallback } from './merge.ts';

/**
 * A row of LCM's list with its times as instants; none if it names no time. A time that the clocks skip is taken as the next one, of
 * two the earlier one.
 *
 * @param zone the zone of LCM's times, an IANA name
 */
export function withInstants(
  { startDate, startTime, endDate, endTime, ...row }: PersonalCallback,
  zone: string,
): ListedCallback[] {
  const [at, orAt = null] = instantsOf(startDate, startTime, zone);
  const [until = at] = instantsOf(endDate, endTime, zone);
  return at === undefined ? [] : [{ ...row, at, orAt, until: Math.max(at, until ?? at) }];
}

/** The instants at which the clock shows that: the earlier one first, none if it is no time. */
function instantsOf(day: string, time: string, zone: string): number[] {
  const date = readDate(day);
  if (date === null) return [];
  const reading = readWallTime(date, time, zone);
  if (reading.kind === 'instant') return [reading.at];
  if (reading.kind === 'fold') return [reading.earlier, reading.later];
  return instantsOf(reading.after.date, reading.after.time, zone);
}
