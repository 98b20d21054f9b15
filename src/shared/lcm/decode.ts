import { cleanText } from '#shared/text/clean-text.ts';
import type { ReasonCodeWith } from '#shared/reasons/reason-codes.ts';
import { isJsonObject, readField, readId } from './json.ts';
import { requestedCall, type Envelope } from './envelope.ts';
import { isOneOf, LIST_CALLS } from './names.ts';
import type { OutcomeRow } from './outcome-row.ts';
import { readVerdict } from './refusal.ts';

/** LCM's answer to a set request. `reason` is LCM's text, or a reason code if it gave none. */
export type SetReplyResult =
  { readonly kind: 'delivered' } | { readonly kind: 'refused'; readonly reason: string };

export interface SetReply {
  /** The call that the reply is about; null if it names none. */
  readonly callId: string | null;
  readonly result: SetReplyResult;
  /**
   * Whether a reply without a call id may answer the only request it can belong to. True for a plain refusal, but not
   * for "Callid is empty", since our set requests always carry a call id.
   */
  readonly attributable: boolean;
}

/** Stands for the call in a set whose request and reply name none. */
export const NO_CALL = '';

/** The reason if LCM refused without text. */
const NO_REASON: ReasonCodeWith<never> = 'no-reason';
const NO_VERDICT: ReasonCodeWith<never> = 'no-verdict';
const UNREADABLE: SetReply = {
  callId: null,
  result: { kind: 'refused', reason: NO_VERDICT },
  attributable: false,
};

/**
 * Reads the reply to a set request: `{ callid, response: { success } }` (pages 000, 001 and 002) or an error. Anything
 * but `success: true` is a refusal. Never throws.
 *
 * @param isNameless the request named no call, so the reply is about {@link NO_CALL}, whatever it names
 */
export function decodeSetReply(envelope: Envelope, isNameless = false): SetReply {
  const verdict = safely(() => readVerdict(envelope));
  if (verdict === null) return UNREADABLE;
  return {
    callId: isNameless ? NO_CALL : verdict.callId,
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

/**
 * Whether a message says that something succeeded or failed, or under the name of a list call has a list. No request does. Never
 * throws.
 */
export function isAnswer(envelope: Envelope): boolean {
  const says = safely(() => readVerdict(envelope))?.success ?? null;
  if (says !== null || !isOneOf(LIST_CALLS, requestedCall(envelope))) return says !== null;
  return safely(() => readEntries({ message: envelope.message })) !== null;
}

/**
 * The entries of a list reply (pages 003 and 004), in LCM's order: an array in `response`, or a single object as one entry. As other
 * answers, it may be a member of that, whatever its name, or be in `data`.
 *
 * @returns null if there was no list, which is different from an empty list
 */
function readEntries({ message, data }: { message: unknown; data?: unknown }): readonly unknown[] | null {
  const places = [message, data].flatMap((body) => [readField(body, 'response'), body]);
  return places.map(listEntries).find((each) => each !== null) ?? null;
}

/** Whether any of these is an outcome. */
export function hasOutcome(entries: readonly unknown[]): boolean {
  return entries.some((entry) => readOutcomeRow(entry) !== null);
}

function listEntries(place: unknown): readonly unknown[] | null {
  if (Array.isArray(place)) return place as readonly unknown[];
  if (!isJsonObject(place)) return null;
  if (hasOutcomeId(place)) return [place];
  const isList = (inner: unknown): inner is unknown[] => Array.isArray(inner) && inner.some(hasOutcomeId);
  return Object.values(place).find(isList) ?? null;
}

function hasOutcomeId(entry: unknown): boolean {
  return isJsonObject(entry) && readField(entry, 'OutComeID') !== undefined;
}

/** The longest name of an outcome, in UTF-16 units: twice what LCM's tables hold. A longer one is shortened. */
const DESCRIPTION_LIMIT = 256;

/** Reads an entry of a list of outcomes, without its unreadable fields; null if it has no readable id. */
export function readOutcomeRow(entry: unknown): OutcomeRow | null {
  if (!isJsonObject(entry)) return null;
  // A list may have 100,000 entries, mostly spelled as the vendor spells them: V8 finds fields that are named here without looking for them.
  const { OutComeID, Description, CampaignID, LeadScore, ParentID } = entry;
  const id = readId(OutComeID ?? readField(entry, 'OutComeID'));
  if (id === null) return null;
  return {
    id,
    description: cleanText(Description ?? readField(entry, 'Description'), DESCRIPTION_LIMIT) ?? '',
    campaignId: readId(CampaignID ?? readField(entry, 'CampaignID')),
    leadScore: readLeadScore(LeadScore ?? readField(entry, 'LeadScore')),
    // Null, absent, blank and unreadable values all mean a root.
    parentId: readId(ParentID ?? readField(entry, 'ParentID')),
  };
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
  /** `readOutcomeRow` reads each entry. A list may have 100,000. */
  | { readonly kind: 'listed'; readonly entries: readonly unknown[] }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Neither a list nor an error. */
  | { readonly kind: 'unreadable' };

export interface ListReply {
  /** Replies of page 004 carry the call id; those of page 003 do not. */
  readonly callId: string | null;
  readonly result: ListReplyResult;
  /** "Callid is empty": only a request without a call id can have caused it. */
  readonly callIdWasEmpty: boolean;
}

/** Reads the reply of pages 003 and 004, a list or an error. Never throws. */
export function decodeListReply(envelope: Envelope): ListReply {
  const verdict = safely(() => readVerdict(envelope));
  const entries = safely(() => readEntries(envelope));
  const callId = verdict?.callId ?? null;
  const callIdWasEmpty = verdict?.callIdWasEmpty ?? false;
  const isRefusal = verdict?.success === false;
  // A refusal may come with an empty list. The list that is known must not give way to that.
  if (entries !== null && !(isRefusal && !hasOutcome(entries)))
    return { callId, result: { kind: 'listed', entries }, callIdWasEmpty: false };
  if (isRefusal) {
    return { callId, result: { kind: 'refused', reason: verdict.reason ?? NO_REASON }, callIdWasEmpty };
  }
  return { callId, result: { kind: 'unreadable' }, callIdWasEmpty };
}

/** Returns null if reading throws. Only getters and proxies can throw, and no wire carries those. */
function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
