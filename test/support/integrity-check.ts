import type { Database } from '#main/database/database.ts';

/** SQLite's full check: what is wrong, or an empty array. */
export function integrityCheck(database: Database): string[] {
  const rows = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}
