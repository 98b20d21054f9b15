import { truncateSync } from 'node:fs';
import { DatabaseLockedError, DatabaseUnavailableError } from './errors.ts';
import {
  isDamage,
  SQLITE,
  sqliteResultCode,
  type SqliteConnection,
  type SqliteRuntime,
} from './sqlite-runtime.ts';

/**
 * Makes this process the only one that may touch the database and the files beside it, until the returned function
 * is called or the process ends, however it ends.
 *
 * The lock is the operating system's, held through SQLite on an empty file of its own: the database itself cannot
 * guard the moments before it is open (is it newer? is it damaged?), nor the time while a damaged one is replaced.
 *
 * @param path the database; the lock is `<path>.lock`
 * @throws DatabaseLockedError where another process holds it, DatabaseUnavailableError where it cannot be made
 */
export function takeWriterLock(sqlite: SqliteRuntime, path: string): () => void {
  const lockPath = `${path}.lock`;
  try {
    const holder = hold(sqlite, lockPath);
    return () => {
      holder.close();
    };
  } catch (error) {
    const code = sqliteResultCode(error);
    if (code === SQLITE.BUSY) throw new DatabaseLockedError(path, { cause: error });
    throw new DatabaseUnavailableError(path, error);
  }
}

function hold(sqlite: SqliteRuntime, lockPath: string): SqliteConnection {
  try {
    return begin(sqlite, lockPath);
  } catch (error) {
    if (!isDamage(error)) throw error;
    // Nothing is ever written to it: whatever it holds is not ours, and a lock on it would have been reported first.
    truncateSync(lockPath);
    return begin(sqlite, lockPath);
  }
}

function begin(sqlite: SqliteRuntime, lockPath: string): SqliteConnection {
  const connection = sqlite.open(lockPath);
  try {
    connection.exec(`
      PRAGMA busy_timeout = 500;
      PRAGMA journal_mode = MEMORY;
      BEGIN EXCLUSIVE;
    `);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
