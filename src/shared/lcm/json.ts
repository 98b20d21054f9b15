/** JSON as it crosses the wire, the database and the contract. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** True for a plain JSON object: not null, not an array, not a binary. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A name as LCM's spelling is compared: without case and surrounding blanks. */
export function foldName(name: string): string {
  return name.trim().toLowerCase();
}

export function sameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

/**
 * The value of a field whose spelling may vary in case and surrounding blanks; the exact spelling wins.
 * `undefined` where `body` is no JSON object or has no such field.
 */
export function readField(body: unknown, name: string): unknown {
  if (!isJsonObject(body)) return undefined;
  if (Object.hasOwn(body, name)) return body[name];
  const folded = foldName(name);
  for (const key of Object.keys(body)) {
    // Most keys differ in length even before they are folded; a long one is never worth folding.
    if (key.length < 256 && foldName(key) === folded) return body[key];
  }
  return undefined;
}

/** An id as the app keeps it, a trimmed string; null where there is none. LCM sends strings and numbers. */
export function readId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text;
}
