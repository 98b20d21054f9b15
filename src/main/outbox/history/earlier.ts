import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { WRAPPING_UP } from '#main/database/kinds-sql.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import { foldName } from '#shared/lcm/json.ts';
import { isNumber } from '#shared/text/contact-number.ts';
import type { EarlierWrapUp, EarlierWrapUps, HistoryEntry } from '#shared/wrapup/submission.ts';
import type { SubmissionBody, WholeRow } from '../rows.ts';
import { isSameNumber } from '../same-number.ts';
import type { SubmissionStore } from '../store.ts';
import type { HistoryRows } from './history-rows.ts';

/** How many calls are told at most. */
const MOST = 20;

/** A call whose earlier ones are looked for. */
export interface ContactCall {
  readonly callId: string;
  readonly lcmKey: string;
  /** Whom it is with, as far as the softphone told: a name, or a number. */
  readonly contact: string | null;
  /** Every number that the contact is known to have. */
  readonly numbers: readonly string[];
  /** The agent is correcting its wrap-up: that is not an earlier one then. */
  readonly isCorrecting: boolean;
}

/** A call: its last wrap-up that stands, when it was first wrapped up, and how often. */
interface CallRow {
  readonly last_seq: number;
  readonly first_at: number;
  readonly times: number;
}

const CALL = `max(s.seq) FILTER (WHERE s.state <> 'superseded') AS last_seq, min(s.seq) AS first_seq,
  min(s.made_at) AS first_at, count(*) AS times`;
/** A correction does not make a call newer. */
const EACH = `AND s.kind IN ${WRAPPING_UP} AND s.state <> 'discarded' AND s.call_id IS NOT ?
  GROUP BY s.call_id HAVING last_seq IS NOT NULL ORDER BY first_seq DESC LIMIT ${MOST + 1}`;

/**
 * Finds what was wrapped up before with a contact. What belongs to another contact must never stand beside this one
 * (docs/decisions/0031-whose-answer.md), so the sealed part of each wrap-up is asked once more: the key or the number
 * that was found by a fingerprint has to be in it.
 */
export function createEarlier(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly rows: Pick<HistoryRows, 'whole'>;
  readonly store: Pick<SubmissionStore, 'bodyIfReadable' | 'numberTags'>;
  readonly toEntry: (row: WholeRow) => HistoryEntry;
}): (call: ContactCall) => EarlierWrapUps {
  const { database, cipher, rows, store, toEntry } = deps;
  const { all } = statementsOf(database);

  function ofContact({ lcmKey, callId, isCorrecting }: ContactCall): EarlierWrapUps {
    const tags = cipher.fingerprints(lcmKey);
    const sql = `SELECT ${CALL} FROM calls AS c JOIN submissions AS s ON s.call_id = c.call_id
       WHERE c.lcm_key_tag IN (${marks(tags)}) ${EACH}`;
    const found = all<CallRow>(sql, ...tags, isCorrecting ? callId : null);
    // The key of a call may have been corrected after it was wrapped up.
    return told('contact', found, (body) => body.lcmKey === lcmKey);
  }

  function onNumber({ callId, contact, numbers }: ContactCall): EarlierWrapUps {
    const tags = [...new Set(numbers)].flatMap((number) => store.numberTags(number));
    // An extension, or an address. SQLite uses no index for nothing.
    if (tags.length === 0) return told('number', [], () => false);
    const sql = `SELECT ${CALL} FROM submissions AS s INDEXED BY submissions_by_number
       WHERE s.number_tag IN (${marks(tags)}) ${EACH}`;
    const found = all<CallRow>(sql, ...tags, callId);
    return told('number', found, ({ number }, entry) => {
      const isSame = number !== undefined && numbers.some((each) => isSameNumber(each, number));
      // Two people may share a number. If both are named, their names decide.
      return isSame && mayBeSamePerson(contact, entry.contact);
    });
  }

  function told(
    by: EarlierWrapUps['by'],
    found: readonly CallRow[],
    isTheirs: (body: SubmissionBody, entry: HistoryEntry) => boolean,
  ): EarlierWrapUps {
    const shown = found.slice(0, MOST);
    const whole = new Map(rows.whole(shown.map((call) => call.last_seq)).map((row) => [row.seq, row]));
    const items = shown.flatMap(({ last_seq: last, first_at: firstAt, times }): EarlierWrapUp[] => {
      const row = whole.get(last);
      const body = row === undefined ? null : store.bodyIfReadable(row);
      if (row === undefined || body === null) return [];
      const entry = toEntry(row);
      return isTheirs(body, entry) ? [{ ...entry, firstAt, times, draft: againFrom(body, entry) }] : [];
    });
    return { by, items, hasOlder: found.length > MOST };
  }

  return (call) => {
    const theirs = ofContact(call);
    const isKnown = theirs.items.some(({ callId }) => callId !== call.callId);
    if (isKnown || call.numbers.length === 0) return theirs;
    const shared = onNumber(call);
    return shared.items.length === 0 ? theirs : { ...shared, items: [...theirs.items, ...shared.items] };
  };
}

/** Everybody may see which outcome was chosen; the comment is its author's (docs/decisions/0011-what-an-agent-wrote-is-theirs.md). */
function againFrom({ draft }: SubmissionBody, { comment }: HistoryEntry): EarlierWrapUp['draft'] {
  return {
    businessOutcomeId: draft?.businessOutcomeId ?? null,
    telephonyOutcomeId: draft?.telephonyOutcomeId ?? null,
    comment,
  };
}

/** Whether these may be the same person: they have the same name, or one of them has none but a number. */
function mayBeSamePerson(one: string | null, other: string | null): boolean {
  const [left, right] = [one, other].map((each) => (each === null || isNumber(each) ? '' : foldName(each)));
  return left === '' || right === '' || left === right;
}
