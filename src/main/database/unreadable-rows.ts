import { PREFIX_LENGTH } from './cipher.ts';
import type { DatabaseNotice } from './check-first.ts';
import { marks, type SqliteConnection } from './sqlite-runtime.ts';

/** How many rows the keys at hand cannot open. They stay, since a key may come back. */
export interface UnreadableRows {
  readonly submissions: number;
  readonly calls: number;
}

/** @param readable the first bytes of every value that the keys at hand can open */
export function countUnreadable(
  database: Pick<SqliteConnection, 'prepare'>,
  readable: readonly Uint8Array[],
): UnreadableRows {
  const count = (table: string, column: string): number => {
    const sql = `SELECT count(*) AS n FROM ${table} WHERE substr(${column}, 1, ${PREFIX_LENGTH}) NOT IN (${marks(readable)})`;
    return (database.prepare(sql).get(...readable) as { n: number }).n;
  };
  return { submissions: count('submissions', 'body_sealed'), calls: count('calls', 'lcm_key_sealed') };
}

/** @returns the notice `unreadableRows` (submissions, calls); none where all can be read */
export function unreadableNotices({ submissions, calls }: UnreadableRows): DatabaseNotice[] {
  return submissions + calls === 0 ? [] : [{ code: 'unreadableRows', params: { submissions, calls } }];
}
