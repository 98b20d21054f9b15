import type { ReasonCodeWith } from '#shared/reasons/reason-codes.ts';
import { isJsonObject, readField, readId } from './json.ts';
import type { Envelope } from './envelope.ts';
import type { OutcomeRow } from './outcome-row.ts';
import { readVerdict } from './refusal.ts';

/** What LCM said to a set. `reason` is in LCM's words, or a code of a reason where it gave none. */
export type SetReplyResult =
  { readonly kind: 'delivered' } | { readonly kind: 'refused'; readonly reason: string };

export interface SetReply {
  /** Whom the reply is about; null where it names no call. */
  readonly callId: string | null;
  readonly result: SetReplyResult;
  /**
   * Whether a reply that names no call may be taken as the answer to the one request it can belong to: only for a
   * plain refusal, and not for "Callid is empty", which no set of ours can have caused.
   */
  readonly attributable: boolean;
}

/** For a refusal to which LCM gave no words. */
const NO_REASON: ReasonCodeWith<never> = 'no-reason';
const NO_VERDICT: ReasonCodeWith<never> = 'no-verdict';
const UNREADABLE: SetReply = {
  callId: null,
  result: { kind: 'refused', reason: NO_VERDICT },
  attributable: false,
};

/**
 * Reads the reply to a set: `{ callid, response: { success } }` (pages 000, 001 and 002) or an error. Anything but
 * `success: true` is a refusal. Never throws.
 */
export function decodeSetReply(envelope: Envelope): SetReply {
  const verdict = safely(() => readVerdict(envelope));
  if (verdict === null) return UNREADABLE;
  return {
    callId: verdict.callId,
    result:
      verdict.success === true
        ? { kind: 'delivered' }
        : {
            kind: 'refused',
            reason: verdict.reason ?? (verdict.success === null ? NO_VERDICT : NO_REASON),
          },
    attributable: verdict.success === false && !verdict.callIdWasEmpty,
  };
}

/** A list as decoded, in LCM's order, duplicates included. `ignored` counts the entries that are no outcome. */
export interface OutcomeRows {
  readonly rows: OutcomeRow[];
  readonly ignored: number;
}

/**
 * Reads the rows of a list reply's `message` (pages 003 and 004): an array in `response`, or a lone object as one row.
 * A row with a readable id is kept, without what else of it is unreadable.
 *
 * @returns null where there was no list at all, which is not the same as an empty one
 */
function readRows(message: unknown): OutcomeRows | null {
  const entries = listEntries(Array.isArray(message) ? message : readField(message, 'response'));
  if (entries === null) return null;
  const rows: OutcomeRow[] = [];
  for (const entry of entries) {
    const row = readRow(entry);
    if (row !== null) rows.push(row);
  }
  return { rows, ignored: entries.length - rows.length };
}

function listEntries(response: unknown): readonly unknown[] | null {
  if (Array.isArray(response)) return response as readonly unknown[];
  return hasOutcomeId(response) ? [response] : null;
}

function hasOutcomeId(entry: unknown): boolean {
  return isJsonObject(entry) && readField(entry, 'OutComeID') !== undefined;
}

function readRow(entry: unknown): OutcomeRow | null {
  const id = isJsonObject(entry) ? readId(readField(entry, 'OutComeID')) : null;
  if (id === null) return null;
  return {
    id,
    description: readDescription(readField(entry, 'Description')),
    campaignId: readId(readField(entry, 'CampaignID')),
    leadScore: readLeadScore(readField(entry, 'LeadScore')),
    // Null, absent and blank mean a root; so does what cannot be read.
    parentId: readId(readField(entry, 'ParentID')),
  };
}

function readDescription(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : '';
}

/** A number or a numeric string; null for anything else. */
function readLeadScore(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const score = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  return Number.isFinite(score) ? score : null;
}

export type ListReplyResult =
  | { readonly kind: 'listed'; readonly list: OutcomeRows }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Neither a list nor an error. */
  | { readonly kind: 'unreadable' };

export interface ListReply {
  /** Page 004 answers with the call id; page 003 does not. */
  readonly callId: string | null;
  readonly result: ListReplyResult;
  /** "Callid is empty": only a request without a call id can have caused it. */
  readonly callIdWasEmpty: boolean;
}

/** Reads the reply that pages 003 and 004 share, list or error. Never throws. */
export function decodeListReply(envelope: Envelope): ListReply {
  const verdict = safely(() => readVerdict(envelope));
  const list = safely(() => readRows(envelope.message));
  const callId = verdict?.callId ?? null;
  const callIdWasEmpty = verdict?.callIdWasEmpty ?? false;
  if (list !== null) return { callId, result: { kind: 'listed', list }, callIdWasEmpty: false };
  if (verdict?.success === false) {
    return { callId, result: { kind: 'refused', reason: verdict.reason ?? NO_REASON }, callIdWasEmpty };
  }
  return { callId, result: { kind: 'unreadable' }, callIdWasEmpty };
}

/** Runs a reading; what throws (a getter or a trap: nothing that crosses a wire) reads as nothing. */
function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
