import { WRAPPING_UP } from '#main/database/kinds-sql.ts';
import { draftsHoldWords } from '#main/calls/draft-rows.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { statementsOf } from '#main/database/statements.ts';

/**
 * The period whose calls are kept: its times, in milliseconds since the epoch, and the first rows that were written in
 * it. Rows get their `seq` in the order in which they are written, whatever the clock shows. So the order says what is
 * old, and a wrong clock makes no row older or younger.
 */
export interface KeptPeriod {
  readonly from: number;
  readonly to: number;
  readonly history: number;
  readonly calls: number;
  readonly submissions: number;
}

/** The position in a walk over the calls, then over the submissions, which may have lost their call. */
export interface OldCallsCursor {
  readonly walk: 'calls' | 'submissions';
  readonly seq: number;
}

export const FROM_THE_OLDEST: OldCallsCursor = { walk: 'calls', seq: 0 };

/** When a call was written: one that was opened again has a new `opened_at`, later than its end. */
const CALL_WRITTEN_AT = 'min(opened_at, coalesce(ended_at, opened_at))';

const ENDED = "('delivered', 'superseded', 'discarded')";

/**
 * @param from the first instant of the period
 * @param to the last; a row with a later time was certainly written by a clock that was ahead
 */
export function keptPeriod(database: Database, from: number, to: number): KeptPeriod {
  const first = (sql: string, ...values: number[]): number | null =>
    statementsOf(database).all<{ seq: number }>(sql, ...values)[0]?.seq ?? null;
  const firstOf = (table: string, at: string): number =>
    // If nothing was written in the period, nothing is older than it.
    first(`SELECT seq FROM ${table} WHERE ${at} BETWEEN ? AND ? ORDER BY seq LIMIT 1`, from, to) ?? 0;
  const history = firstOf('history', 'at');
  const made =
    'SELECT submission_seq AS seq FROM history WHERE seq >= ? AND from_state IS NULL ORDER BY seq LIMIT 1';
  const submissions = history === 0 ? 0 : (first(made, history) ?? Number.MAX_SAFE_INTEGER);
  return { from, to, history, calls: firstOf('calls', CALL_WRITTEN_AT), submissions };
}

/**
 * Looks at the next `limit` calls from before the period and deletes those that came to their end, with every
 * submission, draft, fact and line of history: all submissions were delivered, superseded or discarded, or there is none. It
 * keeps a call if it or its history changed in the period, if one of its submissions is open, if it waits to be
 * wrapped up again, if an agent is correcting it, or if a draft holds words of an agent.
 *
 * @returns how many calls were deleted, and where to continue, or null at the end
 * @throws NotSavedError; then nothing of this step was deleted
 */
export function deleteOld(
  { database, cipher }: { readonly database: Database; readonly cipher: Cipher },
  period: KeptPeriod,
  { walk, seq }: OldCallsCursor,
  limit: number,
): { deleted: number; next: OldCallsCursor | null } {
  const sql = `SELECT seq, call_id FROM ${walk} WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?`;
  const rows = statementsOf(database).all<{ seq: number; call_id: string }>(sql, seq, period[walk], limit);
  const calls = [...new Set(rows.map(({ call_id }) => call_id))];
  const deleted = database.transaction(() => {
    const old = calls.filter(
      (callId) => !isKept(database, callId, period) && !draftsHoldWords(database, cipher, callId),
    );
    for (const callId of old) deleteCall(database, callId);
    return old.length;
  });
  const last = rows.at(-1);
  if (last !== undefined && rows.length === limit) return { deleted, next: { walk, seq: last.seq } };
  return { deleted, next: walk === 'calls' ? { walk: 'submissions', seq: 0 } : null };
}

function isKept(database: Database, callId: string, { from, to, history }: KeptPeriod): boolean {
  const times = ['opened_at', 'ended_at', 'wrapped_at', 'closed_at'];
  const sql = `SELECT 1 FROM submissions WHERE call_id = ? AND state NOT IN ${ENDED}
     UNION ALL SELECT 1 FROM submissions AS s JOIN history AS h ON h.submission_seq = s.seq
       WHERE s.call_id = ? AND h.seq >= ?
     UNION ALL SELECT 1 FROM drafts WHERE call_id = ? AND corrects IS NOT NULL
     UNION ALL SELECT 1 FROM submissions JOIN calls USING (call_id)
       WHERE call_id = ? AND kind IN ${WRAPPING_UP} AND wrapped_at IS NULL AND closed_at IS NULL
     UNION ALL SELECT 1 FROM calls
       WHERE call_id = ? AND (${times.map((at) => `${at} BETWEEN ? AND ?`).join(' OR ')})
     LIMIT 1`;
  const values = [callId, callId, history, callId, callId, callId, ...times.flatMap(() => [from, to])];
  return statementsOf(database).all(sql, ...values).length > 0;
}

/** Deletes a call with all that belongs to it. The database refuses it while a submission is open. Call it in a transaction. */
export function deleteCall(database: Database, callId: string): void {
  for (const sql of [
    // What LCM told of a contact is kept as long as one call with that contact is.
    `DELETE FROM call_facts WHERE subject_tag IN (SELECT lcm_key_tag FROM calls AS gone WHERE call_id = ?
       AND NOT EXISTS (SELECT 1 FROM calls AS kept
         WHERE kept.lcm_key_tag = gone.lcm_key_tag AND kept.call_id <> gone.call_id))`,
    'DELETE FROM history WHERE submission_seq IN (SELECT seq FROM submissions WHERE call_id = ?)',
    'DELETE FROM submissions WHERE call_id = ?',
    'DELETE FROM drafts WHERE call_id = ?',
    'DELETE FROM calls WHERE call_id = ?',
  ])
    statementsOf(database).run(sql, callId);
}
