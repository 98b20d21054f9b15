/**
 * The wire format, taken from the samples on the vendor pages. It is written here a second time on purpose: the app has
 * its own version, so if either side misreads the pages, a request is refused.
 */

/** A message on the bus. A request has `source` and `data`; a reply or an event has `message`. */
export interface Envelope {
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: string;
  readonly [field: string]: unknown;
}

export type JsonRecord = Record<string, unknown>;

export const CHANNEL = 'LCM';
/** Spelled as in the samples. The tables of four of the five pages say `Webservice`. */
export const TOPIC = 'WebService';

/** True for a plain object: not null, not an array, not binary. */
export function isRecord(value: unknown): value is JsonRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A name in lower case and without surrounding blanks, to compare names that may be spelled differently. */
export function looseName(name: string): string {
  return name.trim().toLowerCase();
}
