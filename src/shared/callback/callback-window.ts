import type { CalendarDate } from '@internationalized/date';
import { guardStart, nearestAllowed, type GuardContext, type GuardFinding } from './callback-guards.ts';
import type { CallbackSettings } from './callback-settings.ts';
import { timesBetween, type CallbackTimes } from './callback-suggestion.ts';
import { entryZone, type CallbackZones } from './callback-zones.ts';
import type { CallbackDraft, FieldProblem, FormField } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import { isKnownZone, offsetAt, readDate, readTime, readWallTime, wallTimeAt } from './wall-clock.ts';
import type { WallReading, WallTime } from './wall-clock.ts';

/** A callback that can be sent. */
export interface CallbackWindow {
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** Never before `start`; equal where no end was entered. */
  readonly end: number;
  /** The zone it was entered in. */
  readonly zone: string;
  readonly modeId: string;
  /**
   * Dates `DD/MM/YYYY`, times `HH:mm`, zero-padded (vendor pages 000 and 001), by the clocks of the zone in which LCM
   * reads them. They name no zone and cannot tell the
   * two readings of a fold apart: which of them is meant stays with us, in `start` and `end`.
   */
  readonly wire: {
    readonly startDate: string;
    readonly endDate: string;
    readonly startTime: string;
    readonly endTime: string;
  };
}

/** What a callback comes to. */
export type CallbackCheck = {
  /** What the settings say to warn of, each beside its field. */
  readonly warnings: FieldProblem[];
  /** The allowed times nearest to the ones entered, in their zone, where some guard speaks against those. */
  readonly nearest: (CallbackTimes & { readonly at: number }) | null;
} & (
  | { readonly ok: true; readonly window: CallbackWindow }
  | { readonly ok: false; readonly problems: FieldProblem[] }
);

/**
 * Fills the end where it is empty: wholly empty it equals the start, as in the vendor's samples; without a date it is
 * on the start's day; without a time on the start's day it is at the start's time. An end on another day needs a time.
 */
export function withDefaultEnd(callback: CallbackDraft): CallbackDraft {
  const { startDate, startTime, startFold } = callback;
  const dated = { ...callback, endDate: callback.endDate.trim() || startDate };
  const filled = { ...dated, endTime: callback.endTime.trim() || (sameDay(dated) ? startTime : '') };
  return { ...filled, endFold: callback.endFold ?? (sameText(filled) ? startFold : null) };
}

/**
 * Checks a callback as typed: dates and times that exist in their zone, one of the settings' modes, and the guards:
 * start not in the past, not too far ahead, within calling hours, on no holiday, end not before start. What a guard
 * finds is a problem or a warning by the settings. A time in a gap or a fold of the clock is a problem that asks, save
 * a fold whose reading the draft tells.
 *
 * Calling hours, holidays and the past apply to the start. The end comes at most `callbackMaxDays` days after it.
 *
 * @param now milliseconds since the epoch
 * @returns all problems at once, each beside its field, or the window to send
 */
export function checkCallback(
  callback: CallbackDraft,
  settings: CallbackSettings,
  zones: CallbackZones,
  now: number,
): CallbackCheck {
  const problems: FieldProblem[] = [];
  const mode = checkMode(callback.modeId, settings, problems);
  if (callback.when.trim() !== '') problems.push(problem('callbackWhen', 'whenNotTaken', {}));
  const filled = withDefaultEnd(callback);
  const start = readStart(filled, problems);
  const end = readEnd(filled, start, problems);
  const zone = entryZone(callback, zones);
  const unknown = [zone, zones.sent].find((each) => !isKnownZone(each));
  if (unknown !== undefined) {
    problems.push(problem('callbackStartTime', 'callbackZoneUnknown', { zone: unknown }));
    return { ok: false, problems, warnings: [], nearest: null };
  }

  const startAt = instantOf(start, filled.startFold, 'callbackStartTime', zone, problems, now);
  // What is wrong with a time stands beside the start alone where the end says the same.
  const endProblems = sameText(filled) ? [] : problems;
  const endAt = instantOf(end, filled.endFold, 'callbackEndTime', zone, endProblems);
  const context: GuardContext = { settings, zones, zone, now };
  const startText = { date: start.date?.toString() ?? null, time: start.time, at: startAt };
  const onStart = guardStart(startText, context);
  const onEnd = checkEnd(start, end, startAt, endAt, zones.sent, settings);
  const warnings: FieldProblem[] = [];
  for (const { guard, problem: found } of [...onStart, ...onEnd]) {
    if (settings.callbackGuards[guard] === 'forbid') problems.push(found);
    else warnings.push(guard === 'endBeforeStart' ? { ...found, code: 'callbackEndIgnored' } : found);
  }
  const sentStart = startAt === null ? null : wallTimeAt(startAt, zones.sent);
  if (sentStart !== null && readingOf(sentStart, zones.sent)?.kind === 'fold') {
    const params = { time: sentStart.time, zone: zones.sent };
    warnings.push(problem('callbackStartTime', 'callbackSentTwice', params));
  }
  const nearest = nearestTimes(onStart, onEnd, startAt, endAt, context);

  if (problems.length > 0 || startAt === null || sentStart === null || endAt === null || mode === null) {
    return { ok: false, problems, warnings, nearest };
  }
  const until = onEnd.some(({ guard }) => guard === 'endBeforeStart') ? startAt : endAt;
  const to = wallTimeAt(until, zones.sent);
  const wire = {
    ...{ startDate: wireDate(sentStart.date), endDate: wireDate(to.date) },
    ...{ startTime: sentStart.time, endTime: to.time },
  };
  return { ok: true, window: { start: startAt, end: until, zone, modeId: mode, wire }, warnings, nearest };
}

/** The nearest allowed times: another start, its end as long after it; or, where only the end is amiss, another end. */
function nearestTimes(
  onStart: readonly GuardFinding[],
  onEnd: readonly GuardFinding[],
  startAt: number | null,
  endAt: number | null,
  context: GuardContext,
): CallbackCheck['nearest'] {
  if (startAt === null || (onStart.length === 0 && onEnd.length === 0)) return null;
  const start = onStart.length === 0 ? startAt : nearestAllowed(startAt, context);
  if (start === null) return null;
  const length = onEnd.length > 0 || endAt === null ? 0 : Math.max(0, endAt - startAt);
  return { ...timesBetween(start, start + length, context.zone), at: start };
}

/** One end of the window as far as it can be read; null where it is missing or unreadable. */
interface Side {
  readonly date: CalendarDate | null;
  readonly time: string | null;
}

function sameDay({ startDate, endDate }: CallbackDraft): boolean {
  return endDate.trim() === startDate.trim();
}

function sameText(callback: CallbackDraft): boolean {
  return sameDay(callback) && callback.endTime.trim() === callback.startTime.trim();
}

function checkMode(
  modeId: string | null,
  settings: CallbackSettings,
  problems: FieldProblem[],
): string | null {
  if (modeId === null || modeId === '') {
    problems.push(problem('callbackMode', 'callbackModeMissing', {}));
    return null;
  }
  if (!settings.callbackModes.some((mode) => mode.id === modeId)) {
    problems.push(problem('callbackMode', 'callbackModeUnknown', { id: modeId }));
    return null;
  }
  return modeId;
}

function readStart({ startDate, startTime }: CallbackDraft, problems: FieldProblem[]): Side {
  if (startDate.trim() === '') problems.push(problem('callbackStartDate', 'startDateMissing', {}));
  if (startTime.trim() === '') problems.push(problem('callbackStartTime', 'startTimeMissing', {}));
  return {
    date: dateOf('callbackStartDate', startDate.trim(), problems),
    time: timeOf('callbackStartTime', startTime.trim(), problems),
  };
}

function readEnd(callback: CallbackDraft, start: Side, problems: FieldProblem[]): Side {
  if (sameText(callback)) return start;
  const endTime = callback.endTime.trim();
  if (endTime === '') problems.push(problem('callbackEndTime', 'endTimeMissing', {}));
  return {
    date: sameDay(callback) ? start.date : dateOf('callbackEndDate', callback.endDate.trim(), problems),
    time: timeOf('callbackEndTime', endTime, problems),
  };
}

function dateOf(field: FormField, text: string, problems: FieldProblem[]): CalendarDate | null {
  const date = readDate(text);
  if (!date && text !== '') problems.push(problem(field, 'dateUnreadable', { value: text }));
  return date;
}

function timeOf(field: FormField, text: string, problems: FieldProblem[]): string | null {
  const time = readTime(text);
  if (time === null && text !== '') problems.push(problem(field, 'timeUnreadable', { value: text }));
  return time;
}

/** @param now where given, a fold that is over is the past and not worth a question */
function instantOf(
  side: Side,
  fold: 'earlier' | 'later' | null,
  field: FormField,
  zone: string,
  problems: FieldProblem[],
  now?: number,
): number | null {
  if (!side.date || side.time === null) return null;
  const reading = readWallTime(side.date, side.time, zone);
  if (reading.kind === 'instant') return reading.at;
  if (reading.kind === 'gap') {
    const { before, after } = reading;
    problems.push(
      problem(field, 'callbackInGap', {
        beforeDate: before.date,
        beforeTime: before.time,
        afterDate: after.date,
        afterTime: after.time,
        zone,
      }),
    );
    return null;
  }
  if (fold !== null) return reading[fold];
  if (now !== undefined && reading.later < now) return reading.later;
  problems.push(
    problem(field, 'callbackInFold', {
      earlierOffset: offsetAt(reading.earlier, zone),
      laterOffset: offsetAt(reading.later, zone),
      zone,
    }),
  );
  return null;
}

/**
 * The end must not be before the start as an instant, and not as LCM reads it either: over a fold of its zone's clock
 * the two can differ.
 */
function checkEnd(
  start: Side,
  end: Side,
  startAt: number | null,
  endAt: number | null,
  sent: string,
  settings: CallbackSettings,
): GuardFinding[] {
  if (!start.date || !end.date) return [];
  const days = end.date.compare(start.date);
  const latest = start.date.add({ days: settings.callbackMaxDays });
  const typedBefore = start.time !== null && end.time !== null && days === 0 && end.time < start.time;
  const isKnown = startAt !== null && endAt !== null;
  const before = isKnown ? endAt < startAt || written(endAt, sent) < written(startAt, sent) : typedBefore;
  if (days < 0 || before) {
    const field = days < 0 ? 'callbackEndDate' : 'callbackEndTime';
    return [{ guard: 'endBeforeStart', problem: problem(field, 'callbackEndBeforeStart', {}) }];
  }
  if (end.date.compare(latest) > 0) {
    const params = { days: settings.callbackMaxDays, latest: latest.toString() };
    return [{ guard: 'tooFar', problem: problem('callbackEndDate', 'callbackEndTooFar', params) }];
  }
  return [];
}

/** What the clocks of a zone show, as text that sorts by it. */
function written(at: number, zone: string): string {
  const { date, time } = wallTimeAt(at, zone);
  return `${date} ${time}`;
}

function readingOf({ date, time }: WallTime, zone: string): WallReading | null {
  const day = readDate(date);
  return day && readWallTime(day, time, zone);
}

/** As LCM's pages write dates and times. */
function wireDate(date: string): string {
  return date.split('-').reverse().join('/');
}
