import { join } from 'node:path';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createCipher, PREFIX_LENGTH, type Cipher } from './cipher.ts';
import { openDatabase, type Database, type DatabaseNotice } from './database.ts';
import { marks } from './sqlite-runtime.ts';
import { hasKey, loadKey, type KeyProtector } from './key-file.ts';

/** The database of a data folder, and the cipher for its sealed cells. */
export interface Store {
  readonly database: Database;
  readonly cipher: Cipher;
  /** Notices for the agent: a damaged database, a lost key, a key without a key store. */
  readonly notices: readonly DatabaseNotice[];
}

/**
 * Opens database and key of a data folder, and makes them if they are missing. The database comes first: its lock
 * prevents two processes that start together from making a key each.
 *
 * @throws the errors of `openDatabase` and `loadKey`
 */
export function openStore(
  folder: string,
  keyProtector: KeyProtector,
  deps: { log: Log; clock: Clock },
): Store {
  const opened = openDatabase({
    path: join(folder, 'afterword.db'),
    usedBefore: hasKey(folder),
    ...deps,
  });
  const { database } = opened;
  try {
    const { ring, strength } = loadKey(folder, keyProtector, deps);
    const cipher = createCipher(ring);
    const notices = [...opened.notices];
    if (strength !== 'os') {
      deps.log.warn('No key store of the operating system keeps the key: it is a file');
      notices.push({ code: 'keyNotProtected', params: {} });
    }
    const unreadable = unreadableRows(database, cipher);
    if (unreadable !== null) notices.push(unreadable);
    return { database, cipher, notices };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Counts what the keys at hand cannot open: the rows stay, since a key may come back.
 *
 * @returns the notice `unreadableRows` (submissions, calls), or null where all can be read
 */
export function unreadableRows(database: Database, cipher: Cipher): DatabaseNotice | null {
  const count = (table: string, column: string): number => {
    const sql = `SELECT count(*) AS n FROM ${table} WHERE substr(${column}, 1, ${PREFIX_LENGTH}) NOT IN (${marks(cipher.readablePrefixes)})`;
    return (database.prepare(sql).get(...cipher.readablePrefixes) as { n: number }).n;
  };
  const submissions = count('submissions', 'body_sealed');
  const calls = count('calls', 'lcm_key_sealed');
  return submissions + calls === 0 ? null : { code: 'unreadableRows', params: { submissions, calls } };
}
