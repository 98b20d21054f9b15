/** JSON, as the wire, the database and the contract carry it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** True for a plain JSON object: not null, not an array, not a binary. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Folds a name of LCM for comparison: case and surrounding blanks do not count. */
export function foldName(name: string): string {
  return name.trim().toLowerCase();
}

/** Names are mostly spelled alike, which costs no folding. */
export function sameName(a: string, b: string): boolean {
  return a === b || foldName(a) === foldName(b);
}

/**
 * The value of a field whose name may differ in case and surrounding blanks; the exact spelling wins.
 * `undefined` if `body` is not a JSON object or has no such field.
 */
export function readField(body: unknown, name: string): unknown {
  if (!isJsonObject(body)) return undefined;
  if (Object.hasOwn(body, name)) return body[name];
  const folded = foldName(name);
  for (const key of Object.keys(body)) {
    // A long key is none of LCM's and not worth folding.
    if (key.length < 256 && foldName(key) === folded) return body[key];
  }
  return undefined;
}

/** How programs write as text that there is no value. */
const NO_VALUE = /^(?:null|undefined)?$/i;

/** Reads an id, which LCM sends as a string or a number, as a trimmed string; null if there is none. */
export function readId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return NO_VALUE.test(text) ? null : text;
}

/** A longer text is not taken for JSON: reading it in one go would hold up the process. In UTF-16 units. */
const TEXT_LIMIT = 2_000_000;

/** The object or array that a text holds as JSON; anything else as it is. */
export function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > TEXT_LIMIT || !/^\s*[[{]/.test(value)) return value;
  try {
    // A mark of byte order is a blank to the language, but not to JSON.
    return JSON.parse(value.trim());
  } catch {
    return value;
  }
}

/**
 * What a wrapper holds, such as the `{ d: … }` of a web service, `{ <name>Result: … }`, or a list of one: its only member, if
 * that has a field of that name and the wrapper has none. Anything else as it is.
 */
export function unwrapped(value: unknown, name: string): unknown {
  if (readField(value, name) !== undefined) return value;
  const members: readonly unknown[] = Array.isArray(value)
    ? value
    : isJsonObject(value)
      ? Object.values(value)
      : [];
  const inner = members.length === 1 ? jsonOf(members[0]) : null;
  return readField(inner, name) === undefined ? value : inner;
}
