import type { CallbackSettings } from './callback-settings.ts';
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

/** The codes of what guards find. Another time would solve each of these problems. */
export const GUARD_CODES: ReadonlySet<string> = new Set([
  'callbackInPast',
  'callbackTooFar',
  'callbackOutsideHours',
  'callbackOnHoliday',
  'callbackOnNamedHoliday',
  'callbackEndBeforeStart',
  'callbackEndIgnored',
  'callbackEndTooFar',
]);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Finds the guards that a start breaks. Calling hours include `from` and exclude `to`; if `to` is earlier than `from`,
 * they run over midnight.
 */
export function guardStart(start: GuardedStart, context: GuardContext): GuardFinding[] {
  const { settings, zone, zones, now } = context;
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
  const local = localZone(zones);
  const there = start.at === null ? null : wallTimeAt(start.at, local);
  const entered = isSameZone(local, zone) ? start : null;
  const time = there?.time ?? entered?.time ?? null;
  const date = there?.date ?? entered?.date ?? null;
  if (time !== null && !withinHours(time, settings.callingHours)) {
    const params = { ...settings.callingHours, zone: local };
    found.push({
      guard: 'outsideHours',
      problem: problem('callbackStartTime', 'callbackOutsideHours', params),
    });
  }
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
  const { settings, zones, zone, now } = context;
  const soonest = Math.ceil((now + MINUTE) / (5 * MINUTE)) * 5 * MINUTE;
  const latest = lastDay(context);
  const local = localZone(zones);
  const { from, to } = settings.callingHours;
  const whole = Math.floor(at / MINUTE) * MINUTE;

  const isAllowed = (candidate: number): boolean => {
    if (candidate < soonest || wallTimeAt(candidate, zone).date > latest) return false;
    const { date, time } = wallTimeAt(candidate, local);
    return withinHours(time, settings.callingHours) && holidayOn(date, settings) === null;
  };

  // Allowed spans begin or end at these times of a day, or now, or at the last minute of the last day.
  const bounds = [starts(from), before(to), starts('00:00'), before('00:00')];
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
    // Days further away cannot hold a nearer time.
    if (Math.abs(best - origin) < (ring - 1) * DAY) break;
  }
  return Number.isNaN(best) ? null : best;

  function starts(time: string) {
    return (date: NonNullable<typeof today>): number => {
      const reading = readWallTime(date, time, local);
      if (reading.kind === 'instant') return reading.at;
      if (reading.kind === 'fold') return reading.earlier;
      const after = readDate(reading.after.date);
      const next = after && readWallTime(after, reading.after.time, local);
      return next?.kind === 'instant' ? next.at : NaN;
    };
  }

  function before(time: string) {
    const start = starts(time);
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

/** `HH:mm` sorts as text. */
function withinHours(time: string, { from, to }: CallbackSettings['callingHours']): boolean {
  if (from === to) return true;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

function holidayOn(date: string, settings: CallbackSettings): { readonly name: string | null } | null {
  for (const holiday of settings.holidays) {
    if (typeof holiday === 'string' ? holiday === date : holiday.date === date) {
      return { name: typeof holiday === 'string' ? null : holiday.name };
    }
  }
  return null;
}
