/**
 * The wire as the vendor pages' samples state it, written down here a second time on purpose: the client has its own
 * statement of it, so a misreading on one side shows as a refusal.
 */

/** A message on the bus. Requests carry `source` and `data`, replies and events carry `message`. */
export interface Envelope {
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: string;
  readonly [field: string]: unknown;
}

export type JsonRecord = Record<string, unknown>;

export const CHANNEL = 'LCM';
/** The samples' spelling; four of the five pages' tables say `Webservice`. */
export const TOPIC = 'WebService';

/** True for an object that is neither null, array nor binary. */
export function isRecord(value: unknown): value is JsonRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** How names are compared where spelling may differ: without case and surrounding blanks. */
export function loosely(name: string): string {
  return name.trim().toLowerCase();
}
