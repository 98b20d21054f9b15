import type { Envelope } from './envelope.ts';
import { foldName, isJsonObject, readField, readId, sameName } from './json.ts';
import { REPLY_SUBTOPICS } from './names.ts';

/**
 * How the answers to questions about a call are read, whatever the question. The vendor's pages put an answer into
 * `message.response`, but for one, and real answers differ in case, nesting and type. Nothing here throws.
 */

/** More rows of an answer, and more members of an object, are not read. */
export const ANSWER_LIMIT = 1_000;

/** The value of a member by its name; undefined if there is none. */
export type Members = (name: string) => unknown;

/** The members of an entry by name, without case and blanks; the exact spelling wins. Null if it is no object. */
export function membersOf(entry: unknown): Members | null {
  if (!isJsonObject(entry)) return null;
  const folded = new Map<string, unknown>();
  for (const [name, value] of someMembers(entry)) {
    const key = foldName(name);
    if (!folded.has(key)) folded.set(key, value);
  }
  return (name) => (Object.hasOwn(entry, name) ? entry[name] : folded.get(foldName(name)));
}

/** The first members of an object, in its order. Long names are none of LCM's. */
export function someMembers(entry: Record<string, unknown>): [name: string, value: unknown][] {
  const members: [string, unknown][] = [];
  for (const name in entry) {
    if (members.length >= ANSWER_LIMIT) break;
    if (name.length < 256 && Object.hasOwn(entry, name)) members.push([name, entry[name]]);
  }
  return members;
}

/**
 * The entries of an answer: an array, or a lone object as its only entry. They are looked for in `message.response`, in
 * the member of it or of the message that is named `list` or like the reply, in the message itself, and in `data`.
 *
 * @returns null if the reply has none of these
 */
export function answerEntries(
  { subtopic, message, data }: Envelope,
  list = subtopic,
): readonly unknown[] | null {
  for (const body of [message, data]) {
    const response = readField(body, 'response');
    const named = [list, subtopic].flatMap((name) => [readField(response, name), readField(body, name)]);
    const places = [...named, response, body];
    for (const place of places) {
      if (Array.isArray(place)) return (place as readonly unknown[]).slice(0, ANSWER_LIMIT);
      if (!isJsonObject(place)) continue;
      // Some answers are wrapped once more: `{ Result: [ … ] }`.
      const [inner, ...others] = place === body ? [] : someMembers(place);
      if (others.length > 0 || !inner || typeof inner[1] !== 'object' || inner[1] === null) return [place];
      return Array.isArray(inner[1]) ? (inner[1] as readonly unknown[]).slice(0, ANSWER_LIMIT) : [inner[1]];
    }
  }
  return null;
}

/** Which call and which contact a message names; null where it names none. */
export interface NamedSubject {
  readonly callId: string | null;
  readonly lcmKey: string | null;
}

/**
 * The call and the LCM key that a reply names. They are not looked for in its rows: there, `AccountNumber` may be a
 * business field of the contact, or that of the contact in another campaign.
 */
export function answerSubject({ subtopic, message, data }: Envelope): NamedSubject {
  if (sameName(subtopic, REPLY_SUBTOPICS.GetCampaignsForMCDRequest)) return { callId: null, lcmKey: null };
  const bodies = [message, data];
  const responses = bodies.map((body) => readField(body, 'response'));
  return {
    callId: firstId([...bodies, ...responses], 'callid'),
    lcmKey: firstId(bodies, 'AccountNumber') ?? firstId(bodies, 'LCMKey'),
  };
}

/** The call and the LCM key that a request names. */
export function requestSubject({ data }: Envelope): NamedSubject {
  return {
    callId: firstId([data], 'callid'),
    lcmKey: firstId([data], 'AccountNumber') ?? firstId([data], 'LCMKey'),
  };
}

function firstId(bodies: readonly unknown[], name: string): string | null {
  for (const body of bodies) {
    const id = readId(readField(body, name));
    if (id !== null && id.length <= 256) return id;
  }
  return null;
}

const TRUE = new Set(['true', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'no', 'n', '0']);

/** `true`, `"Yes"` and `1` are true; null if the value says neither. */
export function readBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = readId(value)?.toLowerCase() ?? '';
  return TRUE.has(text) || (FALSE.has(text) ? false : null);
}

/** A whole number from 0, as a number or a text; null for anything else. */
export function readCount(value: unknown): number | null {
  const text = readId(value) ?? '';
  return /^\d{1,9}(\.0*)?$/.test(text) ? Math.trunc(Number(text)) : null;
}

/**
 * A time of day in minutes after midnight: `08:00`, `8:00 PM`, `20:00:00`, `0800`, or the time of a date with a time. The
 * end of a day, `24:00`, is 1,440. Null for anything else.
 */
export function readMinuteOfDay(value: unknown): number | null {
  const text = typeof value === 'string' && value.length < 64 ? value.trim() : '';
  const match =
    /(?:^|[T ])(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text,
    ) ?? /^(\d{2})(\d{2})$/.exec(text);
  if (match === null) return null;
  const half = match[3]?.toLowerCase();
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  if (minute > 59 || (half !== undefined && (hour < 1 || hour > 12))) return null;
  const minutes = (half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0)) * 60 + minute;
  return minutes <= 1_440 ? minutes : null;
}
