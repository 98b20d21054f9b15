import { closeSync, existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errorWords } from '#main/base/error-words.ts';
import { files } from '#main/base/patient-files.ts';
import { privateFolder } from '#main/base/private-files.ts';
import {
  isBehindBackup,
  openChecked,
  openRescued,
  refuseNewer,
  type Checked,
  type DatabaseNotice,
  type PlaceToCheck,
} from './check-first.ts';
import { endedCleanly, forgetCleanEnd, noteCleanEnd, noteLog } from './clean-end.ts';
import {
  closeDamaged,
  createDatabase,
  openConnection,
  UnsoundBackupError,
  type Database,
  type OpenConnection,
} from './connection.ts';
import { faultOfCopy } from './copy-fault.ts';
import { DatabaseLockedError, DatabaseUnavailableError, NewerSchemaError } from './errors.ts';
import { putBack, setStrangersAside } from './salvage/salvage.ts';
import { isWhole } from './soundness.ts';
import {
  loadSqlite,
  SQLITE,
  sqliteResultCode,
  type SqliteConnection,
  type SqliteRuntime,
} from './sqlite-runtime.ts';
import { countUnreadable, unreadableNotices } from './unreadable-rows.ts';
import { inWorker } from './worker/in-worker.ts';
import { takeWriterLock } from './writer-lock.ts';

export { databaseMeddled, type DatabaseNotice } from './check-first.ts';
export type { Database } from './connection.ts';

export interface OpenedDatabase {
  readonly database: Database;
  /** `databaseSalvaged` (kept, submissions, calls, history) if a damaged file was replaced. */
  readonly notices: readonly DatabaseNotice[];
}

/** `sqlite` is the one of this runtime if it is left out. */
export type OpeningOptions = Omit<PlaceToCheck, 'sqlite'> & Partial<Pick<PlaceToCheck, 'sqlite'>>;

/**
 * Opens the database for this process alone, makes it if there is none, and updates its schema. If it is damaged, a
 * new one with everything readable replaces it, and the damaged file is kept beside it. All of it is checked first, in
 * this thread.
 *
 * @throws DatabaseLockedError another process has it open
 * @throws NoLocksError the drive has no locks
 * @throws NewerSchemaError a newer Afterword wrote it; the file is untouched
 * @throws DatabaseUnavailableError it can be neither opened nor made
 */
export function openDatabase(options: OpeningOptions): OpenedDatabase {
  const place = takePlace(options);
  try {
    const { connection, notices } = openChecked(place);
    return { database: serve(place, connection).database, notices };
  } catch (error) {
    throw endedBy(error, place);
  }
}

/** The database's place, with its lock. */
interface Place extends PlaceToCheck {
  readonly release: () => void;
}

/** @throws DatabaseLockedError, NoLocksError, DatabaseUnavailableError */
function takePlace(options: OpeningOptions): Place {
  const { sqlite = loadSqlite() } = options;
  const named = resolve(options.path);
  try {
    privateFolder(dirname(named));
  } catch (error) {
    throw new DatabaseUnavailableError(named, error);
  }
  const release = takeWriterLock(sqlite, named);
  const path = whereItLies(named);
  try {
    setStrangersAside(path);
  } catch (error) {
    release();
    throw new DatabaseUnavailableError(path, error);
  }
  return { ...options, path, sqlite, release };
}

/** SQLite follows a link to a database, and keeps its log beside the file: so do we with all that belongs to it. */
function whereItLies(path: string): string {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : path;
  } catch {
    // There is none yet, or the link's drive is away.
    return path;
  }
}

/** Gives the place back. @returns the error to throw */
function endedBy(error: unknown, { path, release }: Place): unknown {
  release();
  if (error instanceof NewerSchemaError || error instanceof DatabaseUnavailableError) return error;
  // No other Afterword has it, or that would hold the writer lock.
  if (sqliteResultCode(error) === SQLITE.BUSY)
    return new DatabaseLockedError(path, { cause: error }, 'inUseElsewhere');
  return new DatabaseUnavailableError(path, error);
}

/** @param how.tell told what was replaced after the opening; called within a statement */
function serve(
  place: Place,
  connection: SqliteConnection,
  {
    isChecked = true,
    mayReplace = () => {},
    tell = () => {},
  }: {
    readonly isChecked?: boolean;
    /** Returns once nobody else has the file open. */
    readonly mayReplace?: () => void;
    readonly tell?: (rescued: Checked | null) => void;
  } = {},
): OpenConnection {
  const { sqlite, path, log } = place;
  return createDatabase(sqlite, connection, path, {
    isChecked,
    putBack(current, gone) {
      if (gone === 'file') refuseInUse(sqlite, path);
      const kept = putBack(current, path);
      log.error('The open database was taken away; it was put back', { gone, kept });
    },
    reopen: () => openConnection(sqlite, path),
    isThere: () => isThere(path),
    onReopened() {
      log.warn('What was open of the database could not be used any more; it was opened again');
      tell(null);
    },
    rescue() {
      mayReplace();
      const rescued = openRescued(place);
      tell(rescued);
      return rescued.connection;
    },
    checkCopy: (path) => checkCopy(place, path),
    onLog: () => noteLog(path),
    onClosing: () => forgetCleanEnd(path),
    onClose(endedWell) {
      if (endedWell) noteCleanEnd(place.path);
      place.release();
    },
  });
}

/** Whether a file can be read and written. On closing it, the system drops this process's locks on it. */
function isThere(path: string): boolean {
  try {
    closeSync(files.open(path, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** Another Afterword may have begun anew in a folder that was emptied. @throws SQLite's error if the file is in use */
function refuseInUse(sqlite: SqliteRuntime, path: string): void {
  if (!existsSync(path)) return;
  const connection = sqlite.open(path);
  try {
    connection.exec('BEGIN EXCLUSIVE; ROLLBACK');
  } catch (error) {
    if (sqliteResultCode(error) === SQLITE.BUSY) throw error;
  } finally {
    connection.close();
  }
}

/** Checks a copy in a thread of its own. @throws UnsoundBackupError, or SQLite's error if it cannot be read */
async function checkCopy({ sqlite, log }: Place, path: string): Promise<void> {
  const { fault } = await inWorker({ kind: 'checkCopy', path }).catch((error: unknown) => {
    // Whatever it is, this thread meets it too, and says what it is.
    log.warn('A copy cannot be checked in a thread of its own', { cause: errorWords(error) });
    return { fault: faultOfCopy(sqlite, path) };
  });
  if (fault !== null) throw new UnsoundBackupError(fault);
}

/** How long a rescue waits for the other thread to close the file, in milliseconds. */
const LONGEST_CHECK = 10_000;

/** A smaller file, with its log, is checked in less time than a thread needs to begin. In bytes. */
const SMALL = 1024 * 1024;

export interface StartOptions extends Omit<OpeningOptions, 'sqlite'> {
  /** The first bytes of every sealed value that can be opened. Asked for while the database has its lock. */
  readonly readable: () => readonly Uint8Array[];
  /** From which size on another thread checks; 1 MB if it is left out. */
  readonly small?: number;
}

/** What came out after the opening. */
export interface FoundLater {
  readonly notices: readonly DatabaseNotice[];
  /** Whether a new file took the place of the damaged one, or the file was opened again: rows may be others, or in another state. */
  readonly isReplaced: boolean;
}

/** The notices are also of what no key opens: `unreadableRows` (submissions, calls). */
export interface StartedDatabase extends OpenedDatabase {
  /**
   * Checks what is not checked yet, and tells what comes out, also what came out before this was called, and of damage that
   * is met later; never within a statement. Call it once, when there is time for the check: it keeps a core of the processor busy.
   *
   * @returns resolves when all is checked
   */
  readonly follow: (listener: (found: FoundLater) => void) => Promise<void>;
}

/**
 * Opens the database as `openDatabase` does, and never blocks the thread for longer with a larger file. After a clean end it
 * is opened at once, and another thread checks it meanwhile; if it is damaged, it is rescued then, with what was saved
 * since. After any other end, another thread checks it first.
 *
 * @throws as `openDatabase`
 */
export async function openDatabaseAtStart(options: StartOptions): Promise<StartedDatabase> {
  const place = takePlace(options);
  const { path, usedBefore = false, clock, log } = place;
  try {
    const isSmall = sizeOf(path) + sizeOf(`${path}-wal`) < (options.small ?? SMALL);
    if (!isSmall) {
      refuseNewer(place.sqlite, path);
      const readable = options.readable();
      const connection = openUnchecked(place);
      if (connection !== null) return served(place, connection, readable);
      const job = { kind: 'checkFirst', path, usedBefore, now: clock.now(), readable } as const;
      const checked = await inWorker(job).catch((error: unknown) => {
        // Whatever it is, this thread meets it too, and says what it is.
        log.warn('The database cannot be checked in a thread of its own', { cause: errorWords(error) });
        return null;
      });
      if (checked !== null) {
        log.info('The database was checked in a thread of its own', { first: true });
        for (const { level, message, fields } of checked.logged) log[level](message, fields);
        return served(place, openConnection(place.sqlite, path), options.readable(), checked.notices);
      }
    }
    const { connection, notices } = openChecked(place);
    try {
      const readable = options.readable();
      const unreadable = unreadableNotices(countUnreadable(connection, readable));
      return served(place, connection, readable, [...notices, ...unreadable]);
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw endedBy(error, place);
  }
}

/** Opens a database whose last end was clean; null if there is any sign that it has to be checked first. */
function openUnchecked({ sqlite, path }: Place): SqliteConnection | null {
  if (!endedCleanly(path)) return null;
  forgetCleanEnd(path);
  let connection: SqliteConnection | null = null;
  try {
    connection = openConnection(sqlite, path);
    // A write-protected file opens without an error. Try to write now, not when the agent submits.
    connection.exec('BEGIN IMMEDIATE; ROLLBACK');
    if (!isBehindBackup(sqlite, connection, path)) return connection;
  } catch {
    // The check says what it is.
  }
  if (connection !== null) closeDamaged(connection);
  return null;
}

/** @param notices what the check found; left out if nobody has checked it yet */
function served(
  place: Place,
  connection: SqliteConnection,
  readable: readonly Uint8Array[],
  notices?: readonly DatabaseNotice[],
): StartedDatabase {
  const { path, sqlite, log } = place;
  const found: FoundLater[] = [];
  let tell = (each: FoundLater): void => {
    found.push(each);
  };
  const closed = new Int32Array(new SharedArrayBuffer(4)).fill(1);
  const { database, checked, isUnchecked } = serve(place, connection, {
    isChecked: notices !== undefined,
    // Windows renames no file that the other thread has open.
    mayReplace: () => Atomics.wait(closed, 0, 0, LONGEST_CHECK),
    tell(rescued) {
      const notices =
        rescued === null
          ? []
          : [...rescued.notices, ...unreadableNotices(countUnreadable(rescued.connection, readable))];
      // Not within the statement that met it.
      setImmediate(() => tell({ notices, isReplaced: true }));
    },
  });

  async function check(): Promise<void> {
    if (!isUnchecked()) return;
    closed[0] = 0;
    const answer = await inWorker({ kind: 'checkBehind', path, readable, closed }).catch((error: unknown) => {
      log.warn('The database cannot be checked in a thread of its own', { cause: errorWords(error) });
      return null;
    });
    if (answer === null) {
      closed[0] = 1;
      checked(isWhole(sqlite, connection));
      return;
    }
    log.info('The database was checked in a thread of its own', { first: false });
    if (checked(answer.isSound) && answer.isSound) tell({ notices: answer.notices, isReplaced: false });
  }

  return {
    database,
    notices: notices ?? [],
    async follow(listener) {
      tell = listener;
      for (const each of found.splice(0)) listener(each);
      await check().catch((error: unknown) => {
        log.error('The check of the database came to no end', { cause: errorWords(error) });
      });
      // What is told after the statement that met the damage is told by then.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
