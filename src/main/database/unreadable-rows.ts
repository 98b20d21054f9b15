import { PREFIX_LENGTH, type Cipher } from './cipher.ts';
import type { Database, DatabaseNotice } from './database.ts';

/**
 * Counts the rows that the keys at hand cannot open. They stay, since a key may come back.
 *
 * @returns the notice `unreadableRows` (submissions, calls), or null if all can be read
 */
export function unreadableRows(database: Database, cipher: Cipher): DatabaseNotice | null {
  const marks = cipher.readablePrefixes.map(() => '?').join(', ');
  const count = (table: string, column: string): number => {
    const sql = `SELECT count(*) AS n FROM ${table} WHERE substr(${column}, 1, ${PREFIX_LENGTH}) NOT IN (${marks})`;
    return (database.prepare(sql).get(...cipher.readablePrefixes) as { n: number }).n;
  };
  const submissions = count('submissions', 'body_sealed');
  const calls = count('calls', 'lcm_key_sealed');
  return submissions + calls === 0 ? null : { code: 'unreadableRows', params: { submissions, calls } };
}
