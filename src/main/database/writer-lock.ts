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
 * Makes this process the only one that may use the database and the files beside it, until the returned function is
 * called or the process ends in any way.
 *
 * The lock is the operating system's, held through SQLite on a separate empty file. The database itself cannot guard
 * the moments before it is open (is it newer? is it damaged?), nor the time while a damaged one is replaced.
 *
 * @param path the database; the lock is `<path>.lock`
 * @throws DatabaseLockedError if another process holds it, DatabaseUnavailableError if it cannot be made
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
    // Nothing is ever written to the lock file, so any content is not ours. A lock on it would have been reported
    // first.
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
