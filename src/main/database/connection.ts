import { setImmediate } from 'node:timers/promises';
import { privateFile } from '#main/base/private-files.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { asNotSaved, fileNotSaved, type NotSavedError } from './errors.ts';
import { holdPlace } from './held-place.ts';
import {
  isDamage,
  isDamageOfOurs,
  isOutOfReach,
  type SqliteConnection,
  type SqliteRuntime,
  type SqliteStatement,
} from './sqlite-runtime.ts';

/**
 * Page size of every database. Fixed, so that a damaged first page can be replaced by that of a new database. 4096
 * bytes is SQLite's default.
 */
export const PAGE_SIZE = 4096;

/**
 * Opens `path` for this process alone. WAL with `synchronous=FULL`: a commit that returned survives a power cut.
 * `locking_mode=EXCLUSIVE` keeps every other process out, even another tool. It needs no shared-memory file, so a
 * profile on a network drive works too (https://sqlite.org/wal.html#noshm). `fullfsync` is for macOS, where a plain
 * fsync stops at the drive's cache. `secure_delete` overwrites deleted content, so that nobody reads it from the file
 * and a salvage does not take it for the last saved content.
 *
 * @throws SQLite's error; the file may be locked, damaged or unreachable
 */
export function openConnection(sqlite: SqliteRuntime, path: string): SqliteConnection {
  privateFile(path);
  const connection = sqlite.open(path);
  try {
    connection.exec(`
      PRAGMA busy_timeout = 2000;
      PRAGMA page_size = ${PAGE_SIZE};
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA foreign_keys = ON;
      PRAGMA cell_size_check = ON;
      PRAGMA secure_delete = ON;
      PRAGMA temp_store = MEMORY;
    `);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A copy of the database failed its check, so the database would fail it too. */
export class UnsoundBackupError extends Error {
  override readonly name = 'UnsoundBackupError';
}

/** The one database of the app. Each part has its own tables in it and may share a transaction with others. */
export interface Database {
  readonly path: string;
  /** The files of the folder were taken away while it was open, and the database was put back. */
  readonly putBack: Signal<undefined>;
  /** A statement, prepared once and kept. */
  prepare(sql: string): SqliteStatement;
  /**
   * Runs `work` in one transaction: when it returns, everything is on disk; when it throws, nothing is. Inside
   * another transaction it becomes part of that one, but can still fail alone.
   *
   * @throws NotSavedError if the disk is the cause; else the error of `work`
   */
  transaction<T>(work: () => T): T;
  /** How many rows were changed since it was opened. */
  changes(): number;
  /**
   * Copies what was committed into an empty file at `path` and checks the whole copy. It does not block the event loop.
   * While the database itself is still being checked, it waits for that.
   *
   * @throws UnsoundBackupError, or another error if it cannot be written
   */
  backup(path: string): Promise<void>;
  /** Replaces the file, which is damaged, by a new one with all that can be read. @throws NotSavedError if it cannot be now */
  rescue(): void;
  close(): void;
}

/** A database that is open, and what only who opened it may do with it. */
export interface OpenConnection {
  readonly database: Database;
  /**
   * The check of a database that was opened unchecked came to its end. If the file is damaged, it is rescued before this
   * returns.
   *
   * @returns false if it has no say any more: the database was closed, or rescued already
   */
  readonly checked: (isSound: boolean) => boolean;
  /** Whether it is open, and nobody has checked it yet. */
  readonly isUnchecked: () => boolean;
}

/** How often SQLite moves the log into the file, in pages of the log; this is its default. */
const PAGES_PER_CHECKPOINT = 1_000;

/**
 * @param how.isChecked whether it was checked. Until then everything that is written stays in the log, so that the file does not
 *   change under the check
 * @param how.onLog called after a transaction; true if the log holds something now. Then it is not called again for that log
 * @param how.onClosing called before the connection is closed, which deletes the log. It may throw
 * @param how.onClose called once the connection is closed; `isSound` if the file was checked and nothing has spoken against
 *   it since
 * @param how.checkCopy throws UnsoundBackupError if a copy of the database is not sound
 * @param how.rescue replaces the damaged file, whose connection was closed, and opens the new one
 * @param how.putBack puts the content of the connection back to `path`, whose file or log was taken away. It may throw
 * @param how.reopen opens what lies at `path`
 * @param how.isThere whether what lies at `path` can be read and written
 * @param how.onReopened called once it was opened again because its handles were dead
 */
export function createDatabase(
  sqlite: SqliteRuntime,
  opened: SqliteConnection,
  path: string,
  how: {
    isChecked: boolean;
    onLog: () => boolean;
    onClosing: () => void;
    onClose: (isSound: boolean) => void;
    putBack: (connection: SqliteConnection, gone: 'file' | 'log') => void;
    reopen: () => SqliteConnection;
    isThere: () => boolean;
    onReopened: () => void;
    checkCopy: (path: string) => Promise<void>;
    rescue: () => SqliteConnection;
  },
): OpenConnection {
  const statements = new Map<string, SqliteStatement>();
  const putBack = createSignal<undefined>();
  let connection = opened;
  let place = holdPlace(path);
  let { isChecked } = how;
  /** What a statement met that was not done about yet: no transaction may be open then. */
  let met: 'damage' | 'deadHandles' | null = null;
  /** How it is opened again, after it was closed for what became of its file; null while it is open. */
  let closed: {
    readonly open: () => SqliteConnection;
    readonly then: () => void;
    /** Why a rescue failed. It takes long, so it is tried again with the next transaction, and not with what is only read. */
    failure?: NotSavedError;
  } | null = null;
  let isSound = true;
  let depth = 0;
  let open = true;
  let isLogNoted = false;
  let tellChecked = (): void => {};
  const whenChecked = new Promise<void>((resolve) => {
    tellChecked = resolve;
  });
  if (isChecked) tellChecked();
  else connection.exec('PRAGMA wal_autocheckpoint = 0');

  function prepare(sql: string): SqliteStatement {
    lookAfter();
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = watched(sql);
    statements.set(sql, statement);
    return statement;
  }

  /** A statement that may meet what became of the file. Outside a transaction it is then run again, once. */
  function watched(sql: string): SqliteStatement {
    const again = <T>(run: (statement: SqliteStatement) => T, statement: () => SqliteStatement): T => {
      try {
        return run(statement());
      } catch (error) {
        note(error);
        if (met !== 'damage' || depth > 0) throw error;
        lookAfter();
        return run(connection.prepare(sql));
      }
    };
    const statement = again(
      (made) => made,
      () => connection.prepare(sql),
    );
    const run = <T>(work: (made: SqliteStatement) => T): T => again(work, () => statement);
    return {
      run: (...values) => run((made) => made.run(...values)),
      get: (...values) => run((made) => made.get(...values)),
      all: (...values) => run((made) => made.all(...values)),
      iterate: (...values) => run((made) => made.iterate(...values)),
      setReadBigInts: (enabled) => statement.setReadBigInts(enabled),
    };
  }

  /** Takes note of what an error says about the file. */
  function note(error: unknown): void {
    if (isChecked ? isDamage(error) : isDamageOfOurs(error)) {
      met = 'damage';
      isSound = false;
    } else if (isOutOfReach(error)) met ??= 'deadHandles';
  }

  /**
   * Does what is to be done about the file before anything else is read or written. A drive that went and came back leaves handles
   * that are good for nothing; as long as it is away, what can be read by them still is.
   *
   * @throws NotSavedError if that cannot be done now; tried again later
   */
  function lookAfter(isTransaction = false): void {
    if (depth > 0) return;
    if (met === 'damage') {
      closeNow({ open: how.rescue, then: () => (isSound = true) });
      isChecked = true;
      tellChecked();
    } else if (met === 'deadHandles' && isChecked && place.gone() === null && how.isThere())
      // Another file in its place may be an older copy: that is put right before the next transaction.
      closeNow({ open: how.reopen, then: how.onReopened });
    if (closed === null) return;
    if (closed.failure !== undefined && !isTransaction) throw closed.failure;
    openAgain(closed);
  }

  function closeNow(next: NonNullable<typeof closed>): void {
    met = null;
    statements.clear();
    closeDamaged(connection);
    place.release();
    closed = next;
  }

  function openAgain(how: NonNullable<typeof closed>): void {
    try {
      connection = how.open();
    } catch (error) {
      throw (how.failure = fileNotSaved(error));
    }
    closed = null;
    place = holdPlace(path);
    isLogNoted = false;
    how.then();
  }

  /**
   * What is written must be found by the next start. A file that is not checked yet is left alone: it is open for seconds.
   *
   * @throws NotSavedError if it cannot be put back; tried again before the next transaction
   */
  function keepPlace(): void {
    const gone = isChecked && closed === null ? place.gone() : null;
    if (gone === null) return;
    try {
      how.putBack(connection, gone);
    } catch (error) {
      throw fileNotSaved(error);
    }
    isSound = true;
    closeNow({ open: how.reopen, then: () => putBack.emit(undefined) });
    lookAfter(true);
  }

  function attempt(sql: string): void {
    try {
      connection.exec(sql);
    } catch {
      // A full or failing disk, which may already have rolled back. The first error is the one to report.
    }
  }

  const database: Database = {
    path,
    putBack,
    prepare,
    transaction(work) {
      const outermost = depth === 0;
      const savepoint = `level_${depth}`;
      if (outermost) {
        lookAfter(true);
        keepPlace();
      }
      try {
        prepare(outermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`).run();
      } catch (error) {
        throw asNotSaved(error);
      }
      depth += 1;
      let result;
      try {
        result = work();
        prepare(outermost ? 'COMMIT' : `RELEASE ${savepoint}`).run();
      } catch (error) {
        attempt(outermost ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
        depth -= 1;
        // The agent is told that this one was not saved, and saves it again.
        throw asNotSaved(error);
      }
      depth -= 1;
      if (outermost) isLogNoted ||= how.onLog();
      return result;
    },
    changes: () => (prepare('SELECT total_changes() AS n').get() as { n: number }).n,
    async backup(to) {
      await whenChecked;
      await copied(() => sqlite.backup(connection, to));
      try {
        await how.checkCopy(to);
      } catch (error) {
        if (error instanceof UnsoundBackupError) isSound = false;
        throw error;
      }
    },
    rescue() {
      met = 'damage';
      lookAfter(true);
    },
    close() {
      if (!open) return;
      open = false;
      try {
        keepPlace();
        how.onClosing();
      } catch {
        // Whoever looks for what was saved finds what was taken away.
      }
      tellChecked();
      statements.clear();
      if (isSound && closed === null) connection.close();
      else closeDamaged(connection);
      place.release();
      how.onClose(isSound && isChecked && closed === null);
    },
  };
  return {
    database,
    isUnchecked: () => open && !isChecked,
    checked(sound) {
      if (!open || isChecked) return false;
      if (!sound) {
        database.rescue();
        return true;
      }
      isChecked = true;
      connection.exec(`PRAGMA wal_autocheckpoint = ${PAGES_PER_CHECKPOINT}`);
      // Not with the next commit, which has enough to do. If the disk is full, that one tries again.
      attempt('PRAGMA wal_checkpoint(PASSIVE)');
      tellChecked();
      return true;
    },
  };
}

/** Closing moves the write-ahead log into the file. That may fail if the file is damaged; it is then kept as it is. */
export function closeDamaged(connection: SqliteConnection): void {
  try {
    connection.close();
  } catch {
    // The error that led here is the one to act on.
  }
}

/** How often a copy is started again after it met a transaction. */
const MOST_COPIES = 10;

/** Node gives up if the first step of a copy meets a transaction, instead of waiting for its end. */
async function copied(copy: () => Promise<void>): Promise<void> {
  for (let left = MOST_COPIES; ; left -= 1) {
    try {
      await copy();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await setImmediate();
    }
  }
}
