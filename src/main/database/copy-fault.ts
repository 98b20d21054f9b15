import { whileOpen } from '#main/base/while-open.ts';
import { TABLES } from './schema.ts';
import { strayIndex } from './soundness.ts';
import type { SqliteConnection, SqliteRuntime } from './sqlite-runtime.ts';

/**
 * Checks a copy of the database whole, with its indexes, and makes it one file without a log beside it. It reads all of it,
 * so it takes as long as the database is large.
 *
 * @returns what is wrong with it; null if nothing is
 * @throws SQLite's error if it cannot be read
 */
export function faultOfCopy(sqlite: SqliteRuntime, path: string): string | null {
  return whileOpen(sqlite.open(path), (copy) => {
    copy.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE');
    for (const table of TABLES) {
      const fault = faultOf(copy, table);
      if (fault !== undefined) return fault;
    }
    const stray = strayIndex(copy);
    return stray === undefined ? null : `${stray} holds other rows`;
  });
}

/** The first thing that is wrong with a table and its indexes. */
function faultOf(connection: SqliteConnection, table: string): string | undefined {
  const rows = connection.prepare(`PRAGMA integrity_check(${table})`).all() as { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).find((line) => line !== 'ok');
}
