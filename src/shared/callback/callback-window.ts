import type { CalendarDate } from '@internationalized/date';
import { guardStart, nearestAllowed, type GuardContext, type GuardFinding } from './callback-guards.ts';
import { callbackModes, callingHours, type CallbackMode } from './callback-modes.ts';
import type { CallbackSettings } from './callback-settings.ts';
import { timesBetween, type CallbackTimes } from './callback-suggestion.ts';
import { entryZone, localZone, type CallbackZones } from './callback-zones.ts';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import type { CallbackDraft, FieldProblem, FormField } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import { isKnownZone, offsetAt, readDate, readTime, readWallTime, wallTimeAt } from './wall-clock.ts';
import type { WallReading, WallTime } from './wall-clock.ts';

/** A callback that can be sent. */
export interface CallbackWindow {
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** Never before `start`; equal to it if no end was entered. */
  readonly end: number;
  /** The zone in which the agent entered it. */
  readonly zone: string;
  readonly modeId: string;
  /**
   * Dates `DD/MM/YYYY`, times `HH:mm`, zero-padded (vendor pages 000 and 001), in the zone in which LCM reads them.
   * They name no zone and cannot tell the two readings of a fold apart; only `start` and `end` can.
   */
  readonly wire: {
    readonly startDate: string;
    readonly endDate: string;
    readonly startTime: string;
    readonly endTime: string;
  };
}

export type CallbackCheck = {
  /** What the agent should know before the submit, each at its field. */
  readonly warnings: FieldProblem[];
  /** If a guard found something: the allowed times nearest to the entered ones, in the same zone. */
  readonly nearest: (CallbackTimes & { readonly at: number }) | null;
} & (
  | { readonly ok: true; readonly window: CallbackWindow }
  | { readonly ok: false; readonly problems: FieldProblem[] }
);

/**
 * Fills in the end. If it is empty, it becomes the start, as in the vendor's samples. If only its date is empty, it is
 * on the start's day. If only its time is empty and it is on the start's day, it is at the start's time; an end on
 * another day needs a time.
 */
export function withDefaultEnd(callback: CallbackDraft): CallbackDraft {
  const { startDate, startTime, startFold } = callback;
  const dated = { ...callback, endDate: callback.endDate.trim() || startDate };
  const filled = { ...dated, endTime: callback.endTime.trim() || (sameDay(dated) ? startTime : '') };
  return { ...filled, endFold: callback.endFold ?? (sameText(filled) ? startFold : null) };
}

/**
 * Checks a callback as the agent entered it. Its dates and times must exist in their zone. Then the guards check it: the
 * start is not in the past, not too far ahead, within the calling hours of its mode and not on a holiday; the end is not
 * before the start. The settings say whether what a guard finds is a problem or a warning. A time in a gap or a fold of
 * the clock is a problem that asks the agent, unless the draft says which reading of the fold is meant.
 *
 * A mode that is not offered is only a warning: what LCM tells of modes may have changed since the agent chose it.
 *
 * Calling hours, holidays and the past apply to the start. The end comes at most `callbackMaxDays` days after it.
 *
 * @param now milliseconds since the epoch
 * @param modes what is offered (`callbackModes`); the settings' modes if left out
 * @returns all problems at once, each at its field, or the window to send
 */
export function checkCallback(
  callback: CallbackDraft,
  settings: CallbackSettings,
  zones: CallbackZones,
  now: number,
  modes: readonly CallbackMode[] = callbackModes(settings, NO_FACTS),
): CallbackCheck {
  const problems: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  const modeId = callback.modeId === '' ? null : callback.modeId;
  const mode = modes.find(({ id }) => id === modeId) ?? null;
  if (modeId === null) problems.push(problem('callbackMode', 'callbackModeMissing', {}));
  else if (mode === null) warnings.push(unlisted(modeId, settings));
  if (callback.when.trim() !== '') problems.push(problem('callbackWhen', 'whenNotTaken', {}));
  const filled = withDefaultEnd(callback);
  const start = readStart(filled, problems);
  const end = readEnd(filled, start, problems);
  const zone = entryZone(callback, zones);
  const unknown = [zone, zones.sent].find((each) => !isKnownZone(each));
  if (unknown !== undefined) {
    problems.push(problem('callbackStartTime', 'callbackZoneUnknown', { zone: unknown }));
    return { ok: false, problems, warnings, nearest: null };
  }

  const startAt = instantOf(start, filled.startFold, 'callbackStartTime', zone, problems, now);
  // If the end has the same text as the start, only the start shows the problem.
  const endProblems = sameText(filled) ? [] : problems;
  const endAt = instantOf(end, filled.endFold, 'callbackEndTime', zone, endProblems);
  const hours = callingHours(mode, settings, localZone(zones));
  const context: GuardContext = { settings, zones, hours, zone, now };
  const startText = { date: start.date?.toString() ?? null, time: start.time, at: startAt };
  const onStart = guardStart(startText, context);
  const onEnd = checkEnd(start, end, startAt, endAt, zones.sent, settings);
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

  if (problems.length > 0 || startAt === null || sentStart === null || endAt === null || modeId === null) {
    return { ok: false, problems, warnings, nearest };
  }
  const until = onEnd.some(({ guard }) => guard === 'endBeforeStart') ? startAt : endAt;
  const to = wallTimeAt(until, zones.sent);
  const wire = {
    startDate: wireDate(sentStart.date),
    endDate: wireDate(to.date),
    startTime: sentStart.time,
    endTime: to.time,
  };
  return { ok: true, window: { start: startAt, end: until, zone, modeId, wire }, warnings, nearest };
}

/** The nearest allowed times: another start with an end as long after it; or, if only the end is wrong, another end. */
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

/** The start or the end of the window as far as it can be read; null if missing or unreadable. */
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

function unlisted(modeId: string, settings: CallbackSettings): FieldProblem {
  const mode = settings.callbackModes.find(({ id }) => id === modeId)?.name ?? modeId;
  return problem('callbackMode', 'callbackModeUnlisted', { mode });
}

function readStart({ startDate, startTime, when }: CallbackDraft, problems: FieldProblem[]): Side {
  const lacksDate = startDate.trim() === '';
  const lacksTime = startTime.trim() === '';
  if (lacksDate && lacksTime) {
    if (when.trim() === '') problems.push(problem('callbackWhen', 'whenMissing', {}));
  } else if (lacksDate) problems.push(problem('callbackStartDate', 'startDateMissing', {}));
  else if (lacksTime) problems.push(problem('callbackStartTime', 'startTimeMissing', {}));
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

/** @param now if given, a fold that is over counts as past, so that nobody is asked which reading is meant */
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
 * The end must not be before the start, neither as an instant nor as LCM reads it. The two can differ across a fold in
 * LCM's zone.
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

/** What the clocks of a zone show, as text that sorts by time. */
function written(at: number, zone: string): string {
  const { date, time } = wallTimeAt(at, zone);
  return `${date} ${time}`;
}

function readingOf({ date, time }: WallTime, zone: string): WallReading | null {
  const day = readDate(date);
  return day && readWallTime(day, time, zone);
}

/** `YYYY-MM-DD` as `DD/MM/YYYY`. */
function wireDate(date: string): string {
  return date.split('-').reverse().join('/');
}
