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

/** Reads a reply `PersonalCallbackList`. Never throws. @returns null if it holds neither a list nor a refusal */
export function readPersonalCallbacks(reply: Envelope): PersonalCallbackPage | null {
  const verdict = readVerdict(reply);
  if (verdict.success === false) return { kind: 'refused', reason: verdict.reason };
  const entries = answerEntries(reply)?.map(membersOf);
  if (entries === undefined) return null;
  const told = entries.filter((entry) => entry === null || NAMES.some((name) => entry(name) !== undefined));
  const rows = told.map(readRow).filter((row) => row !== null);
  return { kind: 'listed', rows, entries: told.length, ignored: told.length - rows.length };
}

function readRow(entry: Members | null): PersonalCallback | null {
  if (entry === null) return null;
  const startDate = readDay(entry('CallStartDate'));
  const start = readMinute(entry('CallStartTime'), entry('CallStartDate'));
  if (startDate === null || start === null) return null;
  const endDate = readDay(entry('CallEndDate')) ?? startDate;
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

/** `DD/MM/YYYY`, as the vendor's pages write dates, or `YYYY-MM-DD`, with or without a time; null for anything else. */
function readDay(value: unknown): string | null {
  const text = readText(value) ?? '';
  const match =
    /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})(?!\d)/.exec(text) ??
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?!\d)/.exec(text);
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
