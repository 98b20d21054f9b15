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

/** Why a row was left out or lost a field. `index` counts from 0 in LCM's list. */
export interface RowProblem {
  readonly index: number;
  readonly reason: string;
}

/** A list as decoded: `ignored` counts the entries that are no outcome; of `problems` only the first few are kept. */
export interface OutcomeRows {
  /** False where there was no list at all, which is not the same as an empty one. */
  readonly found: boolean;
  readonly rows: OutcomeRow[];
  readonly ignored: number;
  readonly problems: RowProblem[];
}

/** How many problems are described; the others only count. */
const PROBLEM_LIMIT = 20;

/**
 * Reads the rows of a list reply's `message` (pages 003 and 004): an array in `response`, or a lone object as one row.
 * Keeps every row with a readable id, in LCM's order, duplicates included. Never throws.
 */
export function decodeOutcomeRows(message: unknown): OutcomeRows {
  return safely(() => readRows(message)) ?? { found: false, rows: [], ignored: 0, problems: [] };
}

function readRows(message: unknown): OutcomeRows | null {
  const entries = listEntries(Array.isArray(message) ? message : readField(message, 'response'));
  if (entries === null) return null;
  const rows: OutcomeRow[] = [];
  const problems: RowProblem[] = [];
  for (let index = 0; index < entries.length; index += 1) {
    const row = readRow(entries[index], (reason) => {
      if (problems.length < PROBLEM_LIMIT) problems.push({ index, reason });
    });
    if (row !== null) rows.push(row);
  }
  return { found: true, rows, ignored: entries.length - rows.length, problems };
}

function listEntries(response: unknown): readonly unknown[] | null {
  if (Array.isArray(response)) return response as readonly unknown[];
  return hasOutcomeId(response) ? [response] : null;
}

function hasOutcomeId(entry: unknown): boolean {
  return isJsonObject(entry) && readField(entry, 'OutComeID') !== undefined;
}

function readRow(entry: unknown, report: (reason: string) => void): OutcomeRow | null {
  if (!isJsonObject(entry)) {
    report('is not an object');
    return null;
  }
  const id = readId(readField(entry, 'OutComeID'));
  if (id === null) {
    report('has no readable OutComeID');
    return null;
  }
  return {
    id,
    description: readDescription(readField(entry, 'Description'), report),
    campaignId: readId(readField(entry, 'CampaignID')),
    leadScore: readLeadScore(readField(entry, 'LeadScore'), report),
    parentId: readParent(readField(entry, 'ParentID'), report),
  };
}

function readDescription(value: unknown, report: (reason: string) => void): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  report('has no readable Description');
  return '';
}

/** A number, a numeric string, or none: null, absent and blank. */
function readLeadScore(value: unknown, report: (reason: string) => void): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '') return null;
    const score = Number(text);
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) && Number.isFinite(score)) return score;
  }
  report('has a LeadScore that is no number');
  return null;
}

/** A string or a number; null, absent and blank mean a root. */
function readParent(value: unknown, report: (reason: string) => void): string | null {
  const parent = readId(value);
  const isRoot = value === undefined || value === null || (typeof value === 'string' && parent === null);
  if (parent === null && !isRoot) report('has an unreadable ParentID and is taken for a root');
  return parent;
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
  const list = decodeOutcomeRows(envelope.message);
  const callId = verdict?.callId ?? null;
  const callIdWasEmpty = verdict?.callIdWasEmpty ?? false;
  if (list.found) return { callId, result: { kind: 'listed', list }, callIdWasEmpty: false };
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
