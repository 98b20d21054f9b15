import type { Database } from '#main/database/database.ts';

/** The position in a walk over delivered submissions, in the order of delivery. */
export interface FinishedCursor {
  readonly updated_at: number;
  readonly seq: number;
}

export const FROM_THE_OLDEST: FinishedCursor = { updated_at: -1, seq: 0 };

const ENDED = "('delivered', 'superseded', 'discarded')";

/**
 * Reads the next `limit` submissions that were delivered before `before` (milliseconds since the epoch) and deletes
 * their calls, with every submission, draft and line of history. It keeps a whole call if one of its submissions is
 * open or moved at `before` or later, or if the call waits to be wrapped up again. What never reached LCM stays.
 *
 * @returns how many calls were deleted, and where to continue, or null at the end
 * @throws NotSavedError; then nothing of this step was deleted
 */
export function deleteFinished(
  database: Database,
  before: number,
  from: FinishedCursor,
  limit: number,
): { deleted: number; next: FinishedCursor | null } {
  const rows = database
    .prepare(
      `SELECT seq, updated_at, call_id FROM submissions INDEXED BY submissions_delivered
       WHERE state = 'delivered' AND (updated_at, seq) > (?, ?) AND updated_at < ?
       ORDER BY updated_at, seq LIMIT ?`,
    )
    .all(from.updated_at, from.seq, before, limit) as (FinishedCursor & { call_id: string })[];
  const calls = [...new Set(rows.map(({ call_id }) => call_id))];
  const deleted = database.transaction(() => {
    const finished = calls.filter((callId) => isFinished(database, callId, before));
    for (const callId of finished) deleteCall(database, callId);
    return finished.length;
  });
  return { deleted, next: rows.length < limit ? null : (rows.at(-1) ?? null) };
}

/** When the last history row was written, or null if there is none. */
export function lastEntryAt(database: Database): number | null {
  const row = database.prepare('SELECT at FROM history ORDER BY seq DESC LIMIT 1').get();
  return (row as { at: number } | undefined)?.at ?? null;
}

function isFinished(database: Database, callId: string, before: number): boolean {
  const blocking = database
    .prepare(
      `SELECT 1 FROM submissions WHERE call_id = ? AND (state NOT IN ${ENDED} OR updated_at >= ?)
       UNION ALL SELECT 1 FROM calls WHERE call_id = ? AND wrapped_at IS NULL AND closed_at IS NULL LIMIT 1`,
    )
    .get(callId, before, callId);
  return blocking === undefined;
}

function deleteCall(database: Database, callId: string): void {
  for (const sql of [
    'DELETE FROM history WHERE submission_seq IN (SELECT seq FROM submissions WHERE call_id = ?)',
    'DELETE FROM submissions WHERE call_id = ?',
    'DELETE FROM drafts WHERE call_id = ?',
    'DELETE FROM calls WHERE call_id = ?',
  ])
    database.prepare(sql).run(callId);
}
