import type { CallbackDraft } from '#shared/draft/draft.ts';
import { wordsIn, type OwnWords } from '#shared/text/own-words.ts';
import { isKnownZone, readDate, readTime, readWallTime, wallTimeAt } from './wall-clock.ts';
import type { WallTime } from './wall-clock.ts';

/** The part of a callback draft that a quick pick fills. */
export type CallbackTimes = Pick<
  CallbackDraft,
  'startDate' | 'startTime' | 'endDate' | 'endTime' | 'startFold' | 'endFold'
>;

const MINUTE = 60_000;

/**
 * The callback `minutes` from now ("in 30 min", "in 1 h"), at the next whole minute, with its end equal to its start.
 * It counts elapsed time, so it is right across a change of the clock, and a fold is already decided.
 *
 * @param now milliseconds since the epoch
 * @returns null if the runtime does not know the zone, or the instant is before 1970 or beyond 9999
 */
export function suggestCallback(now: number, zone: string, minutes: number): CallbackTimes | null {
  const at = Math.ceil((now + minutes * MINUTE) / MINUTE) * MINUTE;
  if (!isKnownZone(zone) || !(at >= 0 && at < LAST)) return null;
  return timesBetween(at, at, zone);
}

/** The end of 9999, the last year that `YYYY-MM-DD` can write. */
const LAST = Date.UTC(9999, 11, 31);

/**
 * The callback at `time`, `days` days from now ("tomorrow 10:00"), by the calendar of the zone. If the clock skips that
 * time, it is the first time after the gap; if the clock shows it twice, the form asks which one is meant.
 *
 * @returns null if the runtime does not know the zone, or `time` is not `HH:mm`
 */
export function suggestDay(now: number, zone: string, days: number, time: string): CallbackTimes | null {
  const clock = readTime(time);
  if (!isKnownZone(zone) || clock === null) return null;
  const date = readDate(wallTimeAt(now, zone).date)?.add({ days });
  if (!date) return null;
  const reading = readWallTime(date, clock, zone);
  return startingAt(reading.kind === 'gap' ? reading.after : { date: date.toString(), time: clock });
}

/**
 * The dates and times between two instants as the clocks of a zone show them, with a fold already decided.
 *
 * @param start milliseconds since the epoch, a whole minute, as is `end`
 * @param zone a zone that the runtime knows
 */
export function timesBetween(start: number, end: number, zone: string): CallbackTimes {
  const from = wallTimeAt(start, zone);
  const until = wallTimeAt(end, zone);
  return {
    startDate: from.date,
    startTime: from.time,
    startFold: foldAt(start, from, zone),
    endDate: until.date,
    endTime: until.time,
    endFold: foldAt(end, until, zone),
  };
}

/** Which of the two instants it is if the clock shows the time twice, else null. */
function foldAt(at: number, wall: WallTime, zone: string): 'earlier' | 'later' | null {
  const date = readDate(wall.date);
  const reading = date && readWallTime(date, wall.time, zone);
  if (reading?.kind !== 'fold') return null;
  return at < reading.later ? 'earlier' : 'later';
}

function startingAt({ date, time }: WallTime): CallbackTimes {
  return { startDate: date, startTime: time, endDate: date, endTime: time, startFold: null, endFold: null };
}

/** A time at one press: `in` so long from now (`1 h 30 min`), or `at` a time of day (`HH:mm`) `day` days from now. */
export type QuickPick = { in: string; label?: PickLabel } | { day: number; at: string; label?: PickLabel };

/** The administrator's words for a pick. */
type PickLabel = OwnWords | undefined;

/**
 * The times of a pick, taken now.
 *
 * @param now milliseconds since the epoch
 * @returns null where the runtime does not know the zone
 */
export function pickTimes(pick: QuickPick, now: number, zone: string): CallbackTimes | null {
  if ('in' in pick) return suggestCallback(now, zone, readPickDuration(pick.in) ?? 0);
  return suggestDay(now, zone, pick.day, pick.at);
}

/** How long `45 min`, `2 h` or `1 h 30 min` is, in minutes; null for anything else. */
export function readPickDuration(text: string): number | null {
  const match = /^(?:(\d{1,3}) ?h)? ?(?:(\d{1,4}) ?min)?$/.exec(text.trim());
  const minutes = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return minutes > 0 ? minutes : null;
}

/** The administrator's own words for a pick in a language, such as `en-GB`; null where there are none. */
export function pickLabel({ label }: QuickPick, language: string): string | null {
  return label === undefined ? null : wordsIn(label, language);
}
