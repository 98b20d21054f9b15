import type { CallbackDraft } from './draft.ts';
import { isKnownZone, readDate, readTime, readWallTime, wallTimeAt } from './wall-clock.ts';
import type { WallTime } from './wall-clock.ts';

/** The part of a callback draft that a quick pick fills. */
export type CallbackTimes = Pick<
  CallbackDraft,
  'startDate' | 'startTime' | 'endDate' | 'endTime' | 'startFold' | 'endFold'
>;

const MINUTE = 60_000;

/**
 * The callback `minutes` from now ("in 30 min", "in 1 h"), on the next whole minute, its end equal to its start. It is
 * counted in time that passes, so it is right over a change of the clock, and a fold is already decided.
 *
 * @param now milliseconds since the epoch
 * @returns null where the runtime does not know the zone
 */
export function suggestCallback(now: number, zone: string, minutes: number): CallbackTimes | null {
  if (!isKnownZone(zone)) return null;
  const at = Math.ceil((now + minutes * MINUTE) / MINUTE) * MINUTE;
  const wall = wallTimeAt(at, zone);
  const date = readDate(wall.date);
  const reading = date && readWallTime(date, wall.time, zone);
  const fold = reading?.kind === 'fold' ? (at < reading.later ? 'earlier' : 'later') : null;
  return startingAt(wall, fold);
}

/**
 * The callback tomorrow at `time` ("tomorrow 10:00"), by the calendar of the zone. Where the clock leaps over that
 * time, it is the first time after the leap; where it shows it twice, the form asks which.
 *
 * @returns null where the runtime does not know the zone, or `time` is not `HH:mm`
 */
export function suggestTomorrow(now: number, zone: string, time: string): CallbackTimes | null {
  const clock = readTime(time);
  if (!isKnownZone(zone) || clock === null) return null;
  const date = readDate(wallTimeAt(now, zone).date)?.add({ days: 1 });
  if (!date) return null;
  const reading = readWallTime(date, clock, zone);
  return startingAt(reading.kind === 'gap' ? reading.after : { date: date.toString(), time: clock }, null);
}

function startingAt({ date, time }: WallTime, fold: 'earlier' | 'later' | null): CallbackTimes {
  return { startDate: date, startTime: time, endDate: date, endTime: time, startFold: fold, endFold: fold };
}
