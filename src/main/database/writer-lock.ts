import { randomUUID } from 'node:crypto';
import { files } from '#main/base/patient-files.ts';
import { mayWrite, privateFile } from '#main/base/private-files.ts';
import { DatabaseLockedError, DatabaseUnavailableError, NoLocksError } from './errors.ts';
import {
  isDamage,
  isLockFailure,
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
 * @throws DatabaseLockedError if another process holds it, NoLocksError if the drive has no locks,
 *   DatabaseUnavailableError if it cannot be made
 */
export function takeWriterLock(sqlite: SqliteRuntime, path: string): () => void {
  const lockPath = `${path}.lock`;
  try {
    const holder = hold(sqlite, lockPath);
    return () => holder.close();
  } catch (error) {
    const isBusy = sqliteResultCode(error) === SQLITE.BUSY;
    // A file that may not be written cannot be locked either.
    if ((isLockFailure(error) && mayWrite(lockPath)) || (isBusy && !canLock(sqlite, lockPath)))
      throw new NoLocksError(path, { cause: error });
    if (isBusy) throw new DatabaseLockedError(path, { cause: error });
    throw new DatabaseUnavailableError(lockPath, error);
  }
}

/**
 * Whether files of that folder can be locked at all. SQLite says the same, BUSY, where another process holds the lock and
 * where a network drive has none (ENOLCK of fcntl). A file that nobody else knows tells them apart.
 */
function canLock(sqlite: SqliteRuntime, lockPath: string): boolean {
  const probe = `${lockPath}.${randomUUID()}`;
  try {
    begin(sqlite, probe).close();
    return true;
  } catch (error) {
    return !isLockFailure(error) && sqliteResultCode(error) !== SQLITE.BUSY;
  } finally {
    files.remove(probe);
  }
}

function hold(sqlite: SqliteRuntime, lockPath: string): SqliteConnection {
  try {
    return begin(sqlite, lockPath);
  } catch (error) {
    if (!isDamage(error)) throw error;
    // Nothing is ever written to the lock file, so any content is not ours. A lock on it would have been reported
    // first.
    files.truncate(lockPath);
    return begin(sqlite, lockPath);
  }
}

function begin(sqlite: SqliteRuntime, lockPath: string): SqliteConnection {
  privateFile(lockPath);
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
