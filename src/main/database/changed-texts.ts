import { whileOpen } from '#main/base/while-open.ts';
import type { SqliteRuntime } from './sqlite-runtime.ts';

/** A sealed text of a submission, as the last backup has it. */
export interface ChangedText {
  readonly id: string;
  readonly column: 'summary' | 'body';
  readonly sealed: Uint8Array;
}

/**
 * The texts of submissions that a copy of the database and its last backup have, and not the same. Once a submission is
 * saved, nothing of ours changes them: one of the files was damaged within a text, where SQLite sees no damage.
 *
 * @throws SQLite's error if one of the files cannot be read
 */
export function changedTexts(sqlite: SqliteRuntime, copy: string, backup: string): ChangedText[] {
  return whileOpen(sqlite.open(backup), (connection) => {
    connection.prepare('ATTACH ? AS copied').run(copy);
    return (['summary', 'body'] as const).flatMap((column) => {
      const sealed = `${column}_sealed`;
      const sql = `SELECT id, b.${sealed} AS sealed FROM main.submissions b JOIN copied.submissions c USING (seq, id)
        WHERE b.${sealed} <> c.${sealed}`;
      const rows = connection.prepare(sql).all() as Pick<ChangedText, 'id' | 'sealed'>[];
      return rows.map((row) => ({ ...row, column }));
    });
  });
}
