import type { CalendarDate } from '@internationalized/date';
import type { CallbackDraft, FieldProblem, FormField } from './draft.ts';
import type { FormSettings } from './form-settings.ts';
import { problem } from './problems.ts';
import { isKnownZone, offsetAt, readDate, readTime, readWallTime, wallTimeAt } from './wall-clock.ts';

/** A callback that can be sent. */
export interface CallbackWindow {
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** Never before `start`; equal where no end was entered. */
  readonly end: number;
  readonly zone: string;
  readonly modeId: string;
  /**
   * Dates `DD/MM/YYYY`, times `HH:mm`, zero-padded (vendor pages 000 and 001). They name no zone and cannot tell the
   * two readings of a fold apart: which of them is meant stays with us, in `start` and `end`.
   */
  readonly wire: {
    readonly startDate: string;
    readonly endDate: string;
    readonly startTime: string;
    readonly endTime: string;
  };
}

export type CallbackCheck =
  | { readonly ok: true; readonly window: CallbackWindow }
  | { readonly ok: false; readonly problems: FieldProblem[] };

/** The zone of callbacks: the settings' own, else the machine's. */
export function callbackZoneOf(form: FormSettings, machineZone: string): string {
  return form.callbackZone === '' ? machineZone : form.callbackZone;
}

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
 * Checks a callback as typed: dates and times that exist in the zone, start not in the past and not too far ahead,
 * within calling hours, end not before start, one of the settings' modes. A time in a gap or a fold of the clock is
 * a problem that asks, save a fold whose reading the draft tells.
 *
 * Calling hours: `from` is in, `to` is out; where `to` is the earlier one, they run over midnight; equal, there is
 * no check. They and the past apply to the start. The end comes at most `callbackMaxDays` days after the start.
 *
 * @param now milliseconds since the epoch
 * @returns all problems at once, each beside its field, or the window to send
 */
export function checkCallback(
  callback: CallbackDraft,
  form: FormSettings,
  zone: string,
  now: number,
): CallbackCheck {
  const problems: FieldProblem[] = [];
  const mode = checkMode(callback.modeId, form, problems);
  const filled = withDefaultEnd(callback);
  const start = readStart(filled, problems);
  const end = readEnd(filled, start, problems);
  if (!isKnownZone(zone)) {
    problems.push(problem('callbackStartTime', 'callbackZoneUnknown', { zone }));
    return { ok: false, problems };
  }

  const startAt = instantOf(start, filled.startFold, 'callbackStartTime', zone, problems, now);
  // What is wrong with a time stands beside the start alone where the end says the same.
  const endProblems = sameText(filled) ? [] : problems;
  const endAt = instantOf(end, filled.endFold, 'callbackEndTime', zone, endProblems);
  checkStart(start, startAt, form, zone, now, problems);
  checkEnd(start, end, startAt, endAt, form, problems);

  if (problems.length > 0 || startAt === null || endAt === null || mode === null) {
    return { ok: false, problems };
  }
  return { ok: true, window: { start: startAt, end: endAt, zone, modeId: mode, wire: wireOf(start, end) } };
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

function checkMode(modeId: string | null, form: FormSettings, problems: FieldProblem[]): string | null {
  if (modeId === null || modeId === '') {
    problems.push(problem('callbackMode', 'callbackModeMissing', {}));
    return null;
  }
  if (!form.callbackModes.some((mode) => mode.id === modeId)) {
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

function checkStart(
  start: Side,
  startAt: number | null,
  form: FormSettings,
  zone: string,
  now: number,
  problems: FieldProblem[],
): void {
  const clock = wallTimeAt(now, zone);
  const today = readDate(clock.date);
  const past = { today: clock.date, now: clock.time, zone };
  if (start.date && today) {
    const latest = today.add({ days: form.callbackMaxDays });
    if (start.date.compare(today) < 0) {
      problems.push(problem('callbackStartDate', 'callbackInPast', past));
    } else if (startAt !== null && startAt < now) {
      problems.push(problem('callbackStartTime', 'callbackInPast', past));
    } else if (start.date.compare(latest) > 0) {
      const params = { days: form.callbackMaxDays, latest: latest.toString() };
      problems.push(problem('callbackStartDate', 'callbackTooFar', params));
    }
  }
  if (start.time !== null && !withinHours(start.time, form.callingHours)) {
    problems.push(problem('callbackStartTime', 'callbackOutsideHours', { ...form.callingHours, zone }));
  }
}

/** Both as `HH:mm`, which sorts as text. */
function withinHours(time: string, { from, to }: FormSettings['callingHours']): boolean {
  if (from === to) return true;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/**
 * The end must not be before the start as an instant, and not as written either: LCM reads what is written, and
 * over a fold the two can differ.
 */
function checkEnd(
  start: Side,
  end: Side,
  startAt: number | null,
  endAt: number | null,
  form: FormSettings,
  problems: FieldProblem[],
): void {
  if (!start.date || !end.date) return;
  const days = end.date.compare(start.date);
  const latest = start.date.add({ days: form.callbackMaxDays });
  const writtenBefore = start.time !== null && end.time !== null && days === 0 && end.time < start.time;
  if (days < 0) {
    problems.push(problem('callbackEndDate', 'callbackEndBeforeStart', {}));
  } else if (writtenBefore || (startAt !== null && endAt !== null && endAt < startAt)) {
    problems.push(problem('callbackEndTime', 'callbackEndBeforeStart', {}));
  } else if (end.date.compare(latest) > 0) {
    const params = { days: form.callbackMaxDays, latest: latest.toString() };
    problems.push(problem('callbackEndDate', 'callbackEndTooFar', params));
  }
}

function wireOf(start: Side, end: Side): CallbackWindow['wire'] {
  return {
    startDate: wireDate(start.date),
    endDate: wireDate(end.date),
    startTime: start.time ?? '',
    endTime: end.time ?? '',
  };
}

function wireDate(date: CalendarDate | null): string {
  const [year = '', month = '', day = ''] = (date?.toString() ?? '').split('-');
  return `${day}/${month}/${year}`;
}
