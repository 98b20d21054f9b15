import { closeSync, existsSync, readSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createDatabase, openConnection, type Database } from './connection.ts';
import { syncFolder } from '#main/base/durable-file.ts';
import { files } from '#main/base/patient-files.ts';
import { privateFolder } from '#main/base/private-files.ts';
import { backupOf } from './backup.ts';
import { DatabaseLockedError, DatabaseUnavailableError, NewerSchemaError } from './errors.ts';
import { RESCUED } from './salvage/row-taker.ts';
import { finishReplacement, replaceDamaged } from './salvage/salvage.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './schema.ts';
import { isComplete, isSound } from './soundness.ts';
import {
  isDamage,
  loadSqlite,
  SQLITE,
  sqliteResultCode,
  type SqliteConnection,
  type SqliteRuntime,
} from './sqlite-runtime.ts';
import { isLogDamaged } from './salvage/write-ahead-log.ts';
import { takeWriterLock } from './writer-lock.ts';

export type { Database } from './connection.ts';

/** A notice for the agent, worded by `notice.<code>` in the locale files. */
export interface DatabaseNotice {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** `databaseSalvaged` (kept, submissions, calls, history) if a damaged file was replaced. */
  readonly notices: readonly DatabaseNotice[];
}

/**
 * Opens the database for this process alone, makes it if there is none, and updates its schema. If it is damaged, a
 * new one with everything readable replaces it, and the damaged file is kept beside it.
 *
 * @throws DatabaseLockedError another process has it open
 * @throws NoLocksError the drive has no locks
 * @throws NewerSchemaError a newer Afterword wrote it; the file is untouched
 * @throws DatabaseUnavailableError it can be neither opened nor made
 */
export function openDatabase(options: {
  path: string;
  log: Log;
  clock: Clock;
  sqlite?: SqliteRuntime;
  /** Whether this folder is known to have had a database. Then an empty file is a damaged one, not a new one. */
  usedBefore?: boolean;
}): OpenedDatabase {
  const { log, sqlite = loadSqlite() } = options;
  const path = resolve(options.path);
  try {
    privateFolder(dirname(path));
  } catch (error) {
    throw new DatabaseUnavailableError(path, error);
  }
  const release = takeWriterLock(sqlite, path);
  try {
    let kept = finishReplacement(path);
    refuseNewer(path, versionInHeader(path));
    const spoilt = isEmptied(options, path) || (existsSync(path) && isLogDamaged(`${path}-wal`));
    let connection = spoilt ? null : openSound(sqlite, path);
    if (connection !== null && kept === null && isBehindBackup(sqlite, connection, path)) {
      log.error('The backup knows of submissions that the database does not');
      connection.close();
      connection = null;
    }
    if (connection === null) {
      log.error('The database is damaged; replacing it by what can be read of it');
      kept = replaceDamaged(sqlite, path, options.clock.now());
      connection = openSound(sqlite, path);
    }
    if (connection === null) throw new Error('the rebuilt database is damaged too');
    const notices = kept === null ? [] : salvageNotices(connection, kept);
    for (const { code, params } of notices) log.warn('A damaged database was replaced', { code, ...params });
    return { database: createDatabase(sqlite, connection, path, release), notices };
  } catch (error) {
    release();
    if (error instanceof NewerSchemaError || error instanceof DatabaseUnavailableError) throw error;
    // No other Afterword has it, or that would hold the writer lock.
    if (sqliteResultCode(error) === SQLITE.BUSY)
      throw new DatabaseLockedError(path, { cause: error }, 'inUseElsewhere');
    throw new DatabaseUnavailableError(path, error);
  }
}

/** All rows of the new database were rescued, so its counts are those of the rescue. */
function salvageNotices(connection: SqliteConnection, kept: string): DatabaseNotice[] {
  const count = (table: string): number =>
    (connection.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  const rescued = { calls: count('calls'), submissions: count('submissions'), history: count('history') };
  const held = count(`submissions WHERE state = 'held' AND reason_code = '${RESCUED}'`);
  return [
    existsSync(kept)
      ? { code: 'databaseSalvaged', params: { kept: basename(kept), ...rescued } }
      : { code: 'databaseGone', params: rescued },
    ...(held === 0 ? [] : [{ code: 'rescuedHeld', params: { submissions: held } }]),
  ];
}

/** No Afterword will ever have this many schema versions. A larger number is damage. */
const MOST_VERSIONS = 10_000;

export function refuseNewer(path: string, version: number): void {
  if (version > SCHEMA_VERSION && isVersion(version))
    throw new NewerSchemaError(path, version, SCHEMA_VERSION);
}

const isVersion = (version: number): boolean => version >= 0 && version < MOST_VERSIONS;

/**
 * The schema version in the file's first page. It is read without SQLite, which would write to the file when opening
 * and closing it (https://sqlite.org/fileformat2.html, offset 60). 0 if there is no sound header.
 */
export function versionInHeader(path: string): number {
  const header = Buffer.alloc(100);
  let handle;
  try {
    handle = files.open(path, 'r');
  } catch {
    return 0;
  }
  try {
    const length = readSync(handle, header, 0, header.length, 0);
    const sound = length === header.length && header.toString('latin1', 0, 16) === 'SQLite format 3\u0000';
    return sound ? header.readUInt32BE(60) : 0;
  } finally {
    closeSync(handle);
  }
}

/**
 * SQLite takes an empty file for a new database, and would start again as if there had never been another. A missing
 * file counts as a new database too, unless its backup is there.
 */
function isEmptied({ usedBefore = false }: { usedBefore?: boolean }, path: string): boolean {
  const hasBackup = existsSync(backupOf(path));
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  return size === undefined ? hasBackup : size === 0 && (usedBefore || hasBackup);
}

/** A backup holds only what was on disk. If it is ahead of the database, the database lost rows without another sign. */
function isBehindBackup(sqlite: SqliteRuntime, connection: SqliteConnection, path: string): boolean {
  const backup = backupOf(path);
  if (!existsSync(backup)) return false;
  const lastOf = (of: SqliteConnection): number => {
    const row = of.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'submissions'").get();
    return (row as { seq: number } | undefined)?.seq ?? 0;
  };
  const other = sqlite.open(backup);
  try {
    return lastOf(other) > lastOf(connection);
  } catch {
    return false;
  } finally {
    other.close();
  }
}

/** Opens, checks and migrates; null if the file is damaged. */
function openSound(sqlite: SqliteRuntime, path: string): SqliteConnection | null {
  let connection: SqliteConnection | null = null;
  const hasLog = (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  try {
    connection = openConnection(sqlite, path);
    refuseNewer(path, schemaVersion(connection));
    if (!isVersion(schemaVersion(connection)) || !isSound(connection)) {
      closeDamaged(connection);
      return null;
    }
    // A write-protected file opens without an error. Try to write now, not when the agent submits.
    connection.exec('BEGIN IMMEDIATE; ROLLBACK');
    const isNew = schemaVersion(connection) === 0;
    // After a migration this writes the version into the header, where an older Afterword looks before it opens the
    // file. After an unclean end it starts the log again, so that after a bad frame there is only one commit.
    if (migrate(connection) || hasLog) connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    if (isNew) syncFoldersUpFrom(dirname(path));
    if (!isComplete(sqlite, connection)) {
      closeDamaged(connection);
      return null;
    }
    return connection;
  } catch (error) {
    if (connection !== null) closeDamaged(connection);
    // A sound database of ours never raises SQLITE_ERROR here; a damaged schema does.
    if (isDamage(error) || sqliteResultCode(error) === SQLITE.ERROR) return null;
    throw error;
  }
}

/** A new folder survives a power cut only if its parent was synced, and so on up. Some we may not open. */
function syncFoldersUpFrom(folder: string): void {
  try {
    for (let each = folder; ; each = dirname(each)) {
      syncFolder(each);
      if (each === dirname(each)) return;
    }
  } catch {
    // We may not open that one, so we did not make it.
  }
}

/** Closing moves the write-ahead log into the file. That may fail if the file is damaged; it is then kept as it is. */
function closeDamaged(connection: SqliteConnection): void {
  try {
    connection.close();
  } catch {
    // The error that led here is the one to act on.
  }
}
