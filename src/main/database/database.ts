import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createDatabase, openConnection, type Database } from './connection.ts';
import { syncFolder } from '#main/base/durable-file.ts';
import { DatabaseLockedError, DatabaseUnavailableError, NewerSchemaError } from './errors.ts';
import { finishReplacement, replaceDamaged } from './salvage/salvage.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './schema.ts';
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
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DatabaseUnavailableError(path, error);
  }
  const release = takeWriterLock(sqlite, path);
  try {
    let kept = finishReplacement(path);
    refuseNewer(path, versionInHeader(path));
    const spoilt = isEmptied(options, path) || (existsSync(path) && isLogDamaged(`${path}-wal`));
    let connection = spoilt ? null : openSound(sqlite, path);
    if (connection === null) {
      log.error('The database is damaged; replacing it by what can be read of it');
      kept = replaceDamaged(sqlite, path, options.clock.now());
      connection = openSound(sqlite, path);
    }
    if (connection === null) throw new Error('the rebuilt database is damaged too');
    const notices = kept === null ? [] : [salvageNotice(connection, kept)];
    for (const { params } of notices)
      log.warn('A damaged database was kept aside and a new one made', params);
    return { database: createDatabase(connection, path, release), notices };
  } catch (error) {
    release();
    if (error instanceof NewerSchemaError || error instanceof DatabaseUnavailableError) throw error;
    if (sqliteResultCode(error) === SQLITE.BUSY) throw new DatabaseLockedError(path, { cause: error });
    throw new DatabaseUnavailableError(path, error);
  }
}

/** Counts the rows of the new database: all of them were rescued. */
function salvageNotice(connection: SqliteConnection, kept: string): DatabaseNotice {
  const count = (table: string): number =>
    (connection.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  const params = {
    kept: basename(kept),
    calls: count('calls'),
    submissions: count('submissions'),
    history: count('history'),
  };
  return { code: 'databaseSalvaged', params };
}

function refuseNewer(path: string, version: number): void {
  if (version > SCHEMA_VERSION) throw new NewerSchemaError(path, version, SCHEMA_VERSION);
}

/**
 * The schema version in the file's first page. It is read without SQLite, which would write to the file when opening
 * and closing it (https://sqlite.org/fileformat2.html, offset 60). 0 if there is no sound header.
 */
function versionInHeader(path: string): number {
  const header = Buffer.alloc(100);
  let handle;
  try {
    handle = openSync(path, 'r');
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

/** SQLite takes an empty file for a new database and would start from nothing. */
function isEmptied({ usedBefore = false }: { usedBefore?: boolean }, path: string): boolean {
  return usedBefore && statSync(path, { throwIfNoEntry: false })?.size === 0;
}

/** Opens, checks and migrates; null if the file is damaged. */
function openSound(sqlite: SqliteRuntime, path: string): SqliteConnection | null {
  let connection: SqliteConnection | null = null;
  try {
    connection = openConnection(sqlite, path);
    refuseNewer(path, schemaVersion(connection));
    if (!isSound(connection)) {
      closeDamaged(connection);
      return null;
    }
    // A write-protected file opens without an error. Try to write now, not when the agent submits.
    connection.exec('BEGIN IMMEDIATE; ROLLBACK');
    if (migrate(connection)) {
      // Puts the version into the header, where an older Afterword looks before it opens the file.
      connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      syncFolder(dirname(path));
    }
    return connection;
  } catch (error) {
    if (connection !== null) closeDamaged(connection);
    if (isDamage(error)) return null;
    throw error;
  }
}

/** Closing moves the write-ahead log into the file. In a damaged file this may fail; the file is kept as it is. */
function closeDamaged(connection: SqliteConnection): void {
  try {
    connection.close();
  } catch {
    // The error that led here is the one to act on.
  }
}

function isSound(connection: SqliteConnection): boolean {
  const found = connection.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  return found.length === 1 && found[0]?.quick_check === 'ok';
}
