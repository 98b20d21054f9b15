import { closeSync, mkdirSync, openSync, readSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Clock } from '#main/clock.ts';
import type { Log } from '#main/log.ts';
import { createDatabase, openConnection, type Database } from './connection.ts';
import { syncFolder } from './durable-file.ts';
import { DatabaseLockedError, DatabaseUnavailableError, NewerSchemaError } from './errors.ts';
import { finishReplacement, replaceDamaged, type Salvaged } from './salvage.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './schema.ts';
import {
  isDamage,
  loadSqlite,
  SQLITE,
  sqliteResultCode,
  type SqliteConnection,
  type SqliteRuntime,
} from './sqlite-runtime.ts';
import { takeWriterLock } from './writer-lock.ts';

export type { Database } from './connection.ts';

/** Something the agent has to be told; `notice.<code>` in the locale files words it. */
export interface DatabaseNotice {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** `databaseSalvaged` (kept, submissions, calls, history) where a damaged file was replaced. */
  readonly notices: readonly DatabaseNotice[];
}

/**
 * Opens the database for this process alone, makes it where there is none, brings its schema up to date, and
 * replaces a damaged one by a new one with whatever could be read; the damaged file is kept beside it.
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
    finishReplacement(path);
    refuseNewer(path, versionInHeader(path));
    const sound = openSound(sqlite, path);
    if (sound !== null) return { database: createDatabase(sound, path, release), notices: [] };

    log.error('The database is damaged; replacing it by what can be read of it');
    const salvaged = replaceDamaged(sqlite, path, options.clock.now());
    const rebuilt = openSound(sqlite, path);
    if (rebuilt === null) throw new DatabaseUnavailableError(path, 'the rebuilt database is damaged too');
    const notice = salvageNotice(salvaged);
    log.warn('A damaged database was kept aside and a new one made', notice.params);
    return { database: createDatabase(rebuilt, path, release), notices: [notice] };
  } catch (error) {
    release();
    if (error instanceof NewerSchemaError || error instanceof DatabaseUnavailableError) throw error;
    if (sqliteResultCode(error) === SQLITE.BUSY) throw new DatabaseLockedError(path, { cause: error });
    throw new DatabaseUnavailableError(path, error);
  }
}

function salvageNotice(salvaged: Salvaged): DatabaseNotice {
  const { calls, submissions, history } = salvaged.rescued;
  return { code: 'databaseSalvaged', params: { kept: basename(salvaged.kept), calls, submissions, history } };
}

function refuseNewer(path: string, version: number): void {
  if (version > SCHEMA_VERSION) throw new NewerSchemaError(path, version, SCHEMA_VERSION);
}

/**
 * The schema version as the file's first page has it, read without SQLite, which would write to the file by merely
 * opening and closing it (https://sqlite.org/fileformat2.html, offset 60). 0 where there is no sound header.
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

/** Opens, checks and migrates; null where the file is damaged. */
function openSound(sqlite: SqliteRuntime, path: string): SqliteConnection | null {
  let connection: SqliteConnection | null = null;
  try {
    connection = openConnection(sqlite, path);
    refuseNewer(path, schemaVersion(connection));
    if (!isSound(connection)) {
      connection.close();
      return null;
    }
    // A write-protected file opens without complaint: ask now, not when the agent submits.
    connection.exec('BEGIN IMMEDIATE; ROLLBACK');
    if (migrate(connection)) {
      // So that the version stands in the header, where an older Afterword looks before it opens the file.
      connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      syncFolder(dirname(path));
    }
    return connection;
  } catch (error) {
    connection?.close();
    if (isDamage(error)) return null;
    throw error;
  }
}

function isSound(connection: SqliteConnection): boolean {
  const found = connection.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  return found.length === 1 && found[0]?.quick_check === 'ok';
}
