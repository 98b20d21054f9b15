import type { CallbackSettings } from './callback-settings.ts';
import { clockOf, DAY_MINUTES, type CallingHours } from './callback-modes.ts';
import { localZone, type CallbackZones } from './callback-zones.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import { isSameZone, readDate, readWallTime, wallTimeAt } from './wall-clock.ts';

export type Guard = keyof CallbackSettings['callbackGuards'];

/** A problem that the settings can turn into a warning. */
export interface GuardFinding {
  readonly guard: Guard;
  readonly problem: FieldProblem;
}

/** What a callback's start is checked against. */
export interface GuardContext {
  readonly settings: CallbackSettings;
  readonly zones: CallbackZones;
  /** The hours in which it may start; empty: at any hour. */
  readonly hours: readonly CallingHours[];
  /** The zone the times are entered in. Its calendar says which day is today and counts the days ahead. */
  readonly zone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A start as far as it is known. A time in a clock gap has text but no instant; a date may still lack its time. */
export interface GuardedStart {
  /** `YYYY-MM-DD` and `HH:mm` in the entry zone. */
  readonly date: string | null;
  readonly time: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number | null;
}

const MINUTE = 60_000;
const DAY = DAY_MINUTES * MINUTE;

/**
 * Finds the guards that a start breaks. Calling hours include their beginning and exclude their end; if the end is
 * earlier, they run over midnight. Where there are several, the start may be in any of them.
 */
export function guardStart(start: GuardedStart, context: GuardContext): GuardFinding[] {
  const { settings, zone, zones, hours, now } = context;
  const found: GuardFinding[] = [];
  const clock = wallTimeAt(now, zone);
  if (start.date !== null) {
    const latest = lastDay(context);
    const past = { today: clock.date, now: clock.time, zone };
    if (start.date < clock.date) {
      found.push({ guard: 'past', problem: problem('callbackStartDate', 'callbackInPast', past) });
    } else if (start.at !== null && start.at < now) {
      found.push({ guard: 'past', problem: problem('callbackStartTime', 'callbackInPast', past) });
    } else if (start.date > latest) {
      const params = { days: settings.callbackMaxDays, latest };
      found.push({ guard: 'tooFar', problem: problem('callbackStartDate', 'callbackTooFar', params) });
    }
  }
  /** What the start is in a zone, as far as it is known. */
  const shownIn = (there: string): Pick<GuardedStart, 'date' | 'time'> | null => {
    if (start.at !== null) return wallTimeAt(start.at, there);
    return isSameZone(there, zone) ? start : null;
  };
  const [first] = hours;
  const times = hours.map((each) => ({ each, time: shownIn(each.zone)?.time ?? null }));
  if (first !== undefined && times.every(({ each, time }) => time !== null && !withinHours(time, each))) {
    found.push({ guard: 'outsideHours', problem: outsideHours(first) });
  }
  const date = shownIn(localZone(zones))?.date ?? null;
  const holiday = date === null ? null : holidayOn(date, settings);
  if (date !== null && holiday !== null) {
    const field = 'callbackStartDate';
    const words =
      holiday.name === null
        ? problem(field, 'callbackOnHoliday', { date })
        : problem(field, 'callbackOnNamedHoliday', { date, name: holiday.name });
    found.push({ guard: 'holiday', problem: words });
  }
  return found;
}

/**
 * Finds the allowed start nearest to an instant, before or after it: not past, not too far ahead, within calling hours
 * and not on a holiday, even if the settings only warn of these. It is at least a minute ahead, so that it is not past
 * as soon as the agent takes it, and the earliest one is a multiple of five minutes.
 *
 * @returns milliseconds since the epoch, a whole minute; null if no time is allowed
 */
export function nearestAllowed(at: number, context: GuardContext): number | null {
  const { settings, zones, hours, zone, now } = context;
  const soonest = Math.ceil((now + MINUTE) / (5 * MINUTE)) * 5 * MINUTE;
  const latest = lastDay(context);
  const local = localZone(zones);
  const whole = Math.floor(at / MINUTE) * MINUTE;

  const isAllowed = (candidate: number): boolean => {
    if (candidate < soonest || wallTimeAt(candidate, zone).date > latest) return false;
    if (holidayOn(wallTimeAt(candidate, local).date, settings) !== null) return false;
    return (
      hours.length === 0 || hours.some((each) => withinHours(wallTimeAt(candidate, each.zone).time, each))
    );
  };

  // Allowed spans begin or end at these times of a day, or now, or at the last minute of the last day.
  const bounds = [
    ...hours.flatMap((each) => [starts(each.from, each.zone), before(each.until, each.zone)]),
    ...[starts(0, local), before(0, local)],
  ];
  const origin = Math.min(Math.max(whole, soonest), now + (settings.callbackMaxDays + 1) * DAY);
  const today = readDate(wallTimeAt(origin, local).date);
  let best = NaN;
  const consider = (candidate: number): void => {
    if (Math.abs(candidate - at) >= Math.abs(best - at)) return;
    if (isAllowed(candidate)) best = candidate;
  };
  for (const candidate of [whole, soonest, ...lastMinute(latest, zone)]) consider(candidate);
  for (let ring = 0; today !== null && ring <= settings.callbackMaxDays + 2; ring += 1) {
    for (const days of ring === 0 ? [0] : [-ring, ring]) {
      const date = today.add({ days });
      for (const bound of bounds) consider(bound(date));
    }
    // Days further away cannot hold a nearer time. The date of another zone may differ by one.
    if (Math.abs(best - origin) < (ring - 2) * DAY) break;
  }
  return Number.isNaN(best) ? null : best;

  function starts(minutes: number, there: string) {
    // The end of a day is the start of the next one, which is considered too.
    const time = clockOf(minutes % DAY_MINUTES);
    return (date: NonNullable<typeof today>): number => {
      const reading = readWallTime(date, time, there);
      if (reading.kind === 'instant') return reading.at;
      if (reading.kind === 'fold') return reading.earlier;
      const after = readDate(reading.after.date);
      const next = after && readWallTime(after, reading.after.time, there);
      return next?.kind === 'instant' ? next.at : NaN;
    };
  }

  function before(minutes: number, there: string) {
    const start = starts(minutes, there);
    return (date: NonNullable<typeof today>): number => start(date) - MINUTE;
  }
}

/** The last day on which a callback may start, as `YYYY-MM-DD`. */
function lastDay({ settings, zone, now }: GuardContext): string {
  const today = readDate(wallTimeAt(now, zone).date);
  return today?.add({ days: settings.callbackMaxDays }).toString() ?? '';
}

function lastMinute(day: string, zone: string): number[] {
  const date = readDate(day);
  const reading = date && readWallTime(date, '23:59', zone);
  if (!reading || reading.kind === 'gap') return [];
  return [reading.kind === 'fold' ? reading.later : reading.at];
}

/** @param time `HH:mm`; such times sort as text */
function withinHours(time: string, hours: CallingHours): boolean {
  const from = clockOf(hours.from);
  const until = clockOf(hours.until);
  return from < until ? time >= from && time < until : time >= from || time < until;
}

function outsideHours({ from, until, zone, mode }: CallingHours): FieldProblem {
  const params = { from: clockOf(from), to: clockOf(until), zone };
  return mode === null
    ? problem('callbackStartTime', 'callbackOutsideHours', params)
    : problem('callbackStartTime', 'callbackOutsideModeHours', { mode, ...params });
}

function holidayOn(date: string, settings: CallbackSettings): { readonly name: string | null } | null {
  for (const holiday of settings.holidays) {
    if (typeof holiday === 'string' ? holiday === date : holiday.date === date) {
      return { name: typeof holiday === 'string' ? null : holiday.name };
    }
  }
  return null;
}
