import { answerEntries, membersOf, readMinuteOfDay, type Members } from './answer.ts';
import type { Envelope } from './envelope.ts';
import { readId } from './json.ts';
import { readVerdict } from './refusal.ts';

/**
 * A callback that LCM keeps for an agent (page get-personal-callback-list). It names neither the LCM key nor a comment.
 * Dates are `YYYY-MM-DD`, times `HH:mm`, in the zone in which LCM reads callback times. Null: LCM did not tell it.
 */
export interface PersonalCallback {
  readonly contactId: string | null;
  readonly modeId: string | null;
  readonly modeName: string | null;
  readonly number: string | null;
  readonly startDate: string;
  readonly startTime: string;
  readonly endDate: string;
  readonly endTime: string;
}

/** One page of the list. `entries` counts what LCM sent; `ignored` those of them that could not be read. */
export type PersonalCallbackPage =
  | {
      readonly kind: 'listed';
      readonly rows: readonly PersonalCallback[];
      readonly entries: number;
      readonly ignored: number;
    }
  | { readonly kind: 'refused'; readonly reason: string | null };

/** An entry that has none of these is no callback, such as the empty answer of an LCM that has none to tell. */
const NAMES = ['CValue', 'ContactID', 'CallStartDate', 'CallStartTime', 'RowNumber'] as const;

const LAST_MINUTE = 24 * 60 - 1;

/** Which of the two comes first in `01/02/2027`. The vendor's pages write the day first, a server in America may not. */
export type DateOrder = 'dayFirst' | 'monthFirst';

/**
 * Reads a reply `PersonalCallbackList`. Never throws.
 *
 * @returns null if it holds neither a list nor a refusal
 */
export function readPersonalCallbacks(
  reply: Envelope,
  order: DateOrder = 'dayFirst',
): PersonalCallbackPage | null {
  const verdict = readVerdict(reply);
  if (verdict.success === false) return { kind: 'refused', reason: verdict.reason };
  const entries = answerEntries(reply)?.map(membersOf);
  if (entries === undefined) return null;
  const told = entries.filter((entry) => entry === null || NAMES.some((name) => entry(name) !== undefined));
  const rows = told.map((entry) => readRow(entry, order)).filter((row) => row !== null);
  return { kind: 'listed', rows, entries: told.length, ignored: told.length - rows.length };
}

/**
 * In which order the dates of a list are written: the only one in which all of them are dates, else the only one in which all are
 * in the days that LCM was asked for. If neither tells, they are read as the pages write them, and that is not certain.
 *
 * @param from the first of those days, `YYYY-MM-DD`, as is the last, `to`
 */
export function dateOrderOf(
  replies: readonly Envelope[],
  { from, to }: { readonly from: string; readonly to: string },
): { readonly order: DateOrder; readonly isCertain: boolean } {
  const dates = replies
    .flatMap((reply) => answerEntries(reply) ?? [])
    .map((entry) => membersOf(entry)?.('CallStartDate'))
    .map((value) => [readDay(value, 'dayFirst'), readDay(value, 'monthFirst')] as const)
    .filter(([dayFirst, monthFirst]) => dayFirst !== monthFirst);
  const isIn = (day: string): boolean => day >= from && day <= to;
  for (const fits of [
    (day: string | null) => day !== null,
    (day: string | null) => day !== null && isIn(day),
  ]) {
    const isDayFirst = dates.every(([day]) => fits(day));
    if (isDayFirst !== dates.every(([, day]) => fits(day)))
      return { order: isDayFirst ? 'dayFirst' : 'monthFirst', isCertain: true };
  }
  return { order: 'dayFirst', isCertain: dates.length === 0 };
}

function readRow(entry: Members | null, order: DateOrder): PersonalCallback | null {
  if (entry === null) return null;
  const startDate = readDay(entry('CallStartDate'), order);
  const start = readMinute(entry('CallStartTime'), entry('CallStartDate'));
  if (startDate === null || start === null) return null;
  const endDate = readDay(entry('CallEndDate'), order) ?? startDate;
  const end = readMinute(entry('CallEndTime'), entry('CallEndDate')) ?? start;
  const isLater = endDate > startDate || (endDate === startDate && end >= start);
  return {
    contactId: readText(entry('ContactID')),
    modeId: readText(entry('ModeID')),
    modeName: readText(entry('ModeDescription')),
    number: readText(entry('CValue')),
    startDate,
    startTime: timeOf(start),
    endDate: isLater ? endDate : startDate,
    endTime: timeOf(isLater ? end : start),
  };
}

/** The longest text that is read. */
const LONGEST = 128;

function readText(value: unknown): string | null {
  const text = readId(value);
  return text === null || text.length > LONGEST ? null : text;
}

/** `DD/MM/YYYY` or `MM/DD/YYYY`, or `YYYY-MM-DD`, with or without a time; null for anything else. */
function readDay(value: unknown, order: DateOrder): string | null {
  const text = readText(value) ?? '';
  const slashed =
    order === 'dayFirst'
      ? /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})(?!\d)/
      : /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})(?!\d)/;
  const match = slashed.exec(text) ?? /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?!\d)/.exec(text);
  if (match?.groups === undefined) return null;
  const { year = '', month = '', day = '' } = match.groups;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? date : null;
}

/** The minute of the day of a time, else of the time that stands with a date. The end of the day is its last minute. */
function readMinute(time: unknown, date: unknown): number | null {
  const minute = readMinuteOfDay(time) ?? readMinuteOfDay(date);
  return minute === null ? null : Math.min(minute, LAST_MINUTE);
}

function timeOf(minute: number): string {
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
