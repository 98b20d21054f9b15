import { isJsonObject, jsonOf, readField, readId, sameName } from './json.ts';

/** A call that LCM lists as being on. The LCM key is null if none of its fields bears it. */
export interface ListedCall {
  readonly callId: string;
  readonly lcmKey: string | null;
}

/** The answer to `StateSync` (page state-synchronization). */
export interface ListedCalls {
  readonly calls: readonly ListedCall[];
  /** Whether every row could be read. If not, a call may be on although it is not among them. */
  readonly isWhole: boolean;
}

/** More rows are not read. No agent, and few sites, have more calls at once. */
const MOST = 5_000;

/** In UTF-16 units. A longer text is neither an id nor a key. */
const ID_LIMIT = 256;

/** Names under which public clients of LCM carry the LCM key, the surest first. */
const KEY_NAMES = ['LCMKey', 'BAAccountNumber', 'AccountNumber'];

/** Where a row has its fields. The page's table and its sample spell the second one differently. */
const FIELDS = ['businessfields', 'optionalbusinessfields', 'optionalbussinessfields'];

/**
 * Reads the `message` of an envelope with the subtopic `StateSync`. A request has the same subtopic, but no message.
 *
 * @returns null if the message is no list of calls: it is a request, a refusal, or something else
 */
export function readListedCalls(message: unknown): ListedCalls | null {
  const rows = rowsOf(message);
  if (rows === null) return null;
  const calls = rows.slice(0, MOST).flatMap((row): ListedCall[] => {
    const callId = readShortId(readField(row, 'callid'));
    return callId === null ? [] : [{ callId, lcmKey: readKey(row) }];
  });
  return { calls, isWhole: calls.length === rows.length };
}

/** A lone object is one row. */
function rowsOf(message: unknown): readonly unknown[] | null {
  const list = Array.isArray(message) ? message : (readField(message, 'response') ?? message);
  if (Array.isArray(list)) return list as unknown[];
  return readField(list, 'callid') === undefined ? null : [list];
}

function readKey(row: unknown): string | null {
  const places = [row, ...FIELDS.map((name) => jsonOf(readField(row, name)))];
  for (const name of KEY_NAMES) {
    for (const place of places) {
      const key = readShortId(isJsonObject(place) ? readField(place, name) : valueIn(place, name));
      if (key !== null) return key;
    }
  }
  return null;
}

/** The value of a field in a list of `{ FieldName, Value }`, the form in which `ContactDetail` has fields. */
function valueIn(fields: unknown, name: string): unknown {
  if (!Array.isArray(fields)) return undefined;
  const field: unknown = fields.find((each) => {
    const called = readField(each, 'FieldName');
    return typeof called === 'string' && called.length < ID_LIMIT && sameName(called, name);
  });
  return readField(field, 'Value');
}

function readShortId(value: unknown): string | null {
  const id = readId(value);
  return id === null || id.length > ID_LIMIT ? null : id;
}
