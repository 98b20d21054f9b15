import type { SqliteConnection } from '../sqlite-runtime.ts';
import { isOwnSql } from '#main/base/viewer.ts';
import { kindsSql } from '#main/database/kinds-sql.ts';
import { RESCUED } from './row-taker.ts';

/**
 * Adds the rows that only the backup has. The backup is old: a submission that was not finished then may have been
 * delivered, corrected or discarded since. So it is held for a person to decide. A draft comes back only if its call
 * still has to be wrapped up.
 *
 * @param read adds every row of the backup that is not there yet
 */
export function addFromBackup(target: SqliteConnection, now: number, read: () => void): void {
  target.exec(`
    CREATE TEMP TABLE known_submissions AS SELECT seq FROM submissions;
    CREATE TEMP TABLE known_drafts AS SELECT seq FROM drafts;
  `);
  read();
  target
    .prepare(
      `UPDATE submissions SET state = 'held', unknown = 0, reason_code = '${RESCUED}', reason_sealed = NULL, updated_at = ?
       WHERE state IN ('queued', 'sending', 'refused', 'held') AND seq NOT IN (SELECT seq FROM known_submissions)`,
    )
    .run(now);
  target.exec(`
    DELETE FROM drafts WHERE seq NOT IN (SELECT seq FROM known_drafts) AND call_id NOT IN
      (SELECT call_id FROM calls WHERE wrapped_at IS NULL AND closed_at IS NULL);
    DROP TABLE known_submissions;
    DROP TABLE known_drafts;
  `);
}

/**
 * Supersedes each submission that is held after a rescue if its agent has a later one of its kind and campaign for the call,
 * since that is what they wanted last. What only a look into the bodies could tell stays held. Then writes to the history each submission whose state the rescue changed.
 */
export function settleHeld(target: SqliteConnection, now: number): void {
  const lastState = '(SELECT to_state FROM history WHERE submission_seq = one.seq ORDER BY seq DESC LIMIT 1)';
  target.exec(
    `UPDATE submissions AS one SET state = 'superseded' WHERE state = 'held' AND reason_code = '${RESCUED}' AND EXISTS
       (SELECT 1 FROM submissions AS later WHERE later.call_id = one.call_id AND later.seq > one.seq
          AND later.kind = one.kind AND later.campaign IS one.campaign AND one.kind IN ${kindsSql(({ replaces }) => replaces === 'all')}
          AND ${isOwnSql('one', 'later')} AND later.state NOT IN ('superseded', 'discarded'))`,
  );
  target
    .prepare(
      `INSERT INTO history (at, submission_seq, from_state, to_state, detail_code)
       SELECT ?, seq, ${lastState}, state, reason_code FROM submissions AS one
       WHERE reason_code = '${RESCUED}' AND state IS NOT ${lastState}`,
    )
    .run(now);
}
