import { existsSync, lstatSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock } from '#main/base/clock.ts';
import { syncFolder } from '#main/base/durable-file.ts';
import type { Log } from '#main/base/log.ts';
import { orElse } from '#main/base/or-else.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { backupOf } from './files-beside.ts';
import {
  forgetCleanEnd,
  hasLog,
  isAsMarked,
  isLogGone,
  isUnwritableFormat,
  versionInHeader,
} from './clean-end.ts';
import { closeDamaged, openConnection } from './connection.ts';
import { NewerSchemaError } from './errors.ts';
import { RESCUED } from './salvage/row-taker.ts';
import { finishReplacement, inCopy, replaceDamaged, setChangesAside } from './salvage/salvage.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './schema.ts';
import { isComplete, isKnownSchema, isSound } from './soundness.ts';
import { isDamageOfOurs, type SqliteConnection, type SqliteRuntime } from './sqlite-runtime.ts';
import { isLogDamaged } from './salvage/write-ahead-log.ts';

/** A notice for the agent, worded by `notice.<code>` in the locale files. */
export interface DatabaseNotice {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A database that this process alone may open. */
export interface PlaceToCheck {
  readonly path: string;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
  readonly sqlite: SqliteRuntime;
  /** Whether this folder is known to have had a database. Then an empty or a missing file is a damaged one, not a new one. */
  readonly usedBefore?: boolean;
}

/** A connection to a database that was checked, or replaced. */
export interface Checked {
  /** `databaseSalvaged` (kept, submissions, calls, history) if a damaged file was replaced. */
  readonly notices: readonly DatabaseNotice[];
  readonly connection: SqliteConnection;
}

/**
 * Checks the whole database, and replaces it if it is damaged. Whoever calls this holds the writer lock.
 *
 * @throws what the opening may throw
 */
export function openChecked(place: PlaceToCheck): Checked {
  const { path, log, sqlite } = place;
  const meddled = setStrayAside(place);
  const finished = finishReplacement(path);
  refuseNewer(sqlite, path);
  forgetCleanEnd(path);
  const spoilt =
    isEmptied(place) || isUnwritableFormat(path) || (existsSync(path) && isLogDamaged(`${path}-wal`));
  const connection = spoilt ? null : openSound(sqlite, path);
  const rescued = (): Checked => {
    const { connection, notices } = openRescued(place);
    return { connection, notices: [...meddled, ...notices] };
  };
  if (connection === null) return rescued();
  if (finished === null && isBehindBackup(sqlite, connection, path)) {
    log.error('The backup knows of submissions that the database does not');
    connection.close();
    return rescued();
  }
  return {
    connection,
    notices: [...meddled, ...(finished === null ? [] : salvageNotices(connection, finished, log))],
  };
}

/**
 * SQLite would write the pages of any log over the database, and an unfinished replacement would take its place. After a
 * clean end there is neither, so they are of an earlier run: whoever synchronises or restores the folder has put them there.
 * So is a log after a kill that is not the one that was written. What was in that one cannot be brought back.
 */
function setStrayAside({ path, log, clock }: PlaceToCheck): DatabaseNotice[] {
  if (existsSync(path) && isLogGone(path)) {
    log.error('The log of the database is gone', { kept: setChangesAside(path, clock.now(), ['-wal']) });
    return [{ code: 'logGone', params: { folder: dirname(path) } }];
  }
  const kept = isAsMarked(path) ? setChangesAside(path, clock.now()) : null;
  if (kept === null) return [];
  log.error('What lay beside the database is not of it', { kept });
  return [databaseMeddled(path)];
}

/** Another program changes the files of the database. */
export const databaseMeddled = (path: string): DatabaseNotice => ({
  code: 'databaseMeddled',
  params: { folder: dirname(path) },
});

/** Replaces the damaged database, which nobody has open. */
export function openRescued({ path, log, sqlite, clock }: PlaceToCheck): Checked {
  log.error('The database is damaged; replacing it by what can be read of it');
  const kept = replaceDamaged(sqlite, path, clock.now());
  const connection = openSound(sqlite, path);
  if (connection === null) throw new Error('the rebuilt database is damaged too');
  return { connection, notices: salvageNotices(connection, kept, log) };
}

/** All rows of the new database were rescued, so its counts are those of the rescue. */
function salvageNotices(connection: SqliteConnection, kept: string, log: Log): DatabaseNotice[] {
  const count = (table: string): number =>
    (connection.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  const rescued = { calls: count('calls'), submissions: count('submissions'), history: count('history') };
  const held = count(`submissions WHERE state = 'held' AND reason_code = '${RESCUED}'`);
  const notices: DatabaseNotice[] = [
    existsSync(kept)
      ? { code: 'databaseSalvaged', params: { kept: basename(kept), ...rescued } }
      : { code: 'databaseGone', params: rescued },
    ...(held === 0 ? [] : [{ code: 'rescuedHeld', params: { submissions: held } }]),
  ];
  for (const { code, params } of notices) log.warn('A damaged database was replaced', { code, ...params });
  return notices;
}

/** No Afterword will ever have this many schema versions. A larger number is damage. */
const MOST_VERSIONS = 10_000;

/**
 * A newer Afterword has another schema, since each version changes it. If the schema is one of ours, its number is damaged.
 * That is looked up in a copy, so that nothing of a newer one is touched.
 *
 * @throws NewerSchemaError if a newer Afterword wrote the database
 */
export function refuseNewer(sqlite: SqliteRuntime, path: string): void {
  const version = versionInHeader(path);
  if (!isNewer(version)) return;
  // What cannot be read may well be newer.
  const isKnown = orElse(() => inCopy(sqlite, path, (copy) => isKnownSchema(sqlite, copy)), false);
  if (!isKnown) throw new NewerSchemaError(path, version, SCHEMA_VERSION);
}

const isNewer = (version: number): boolean => version > SCHEMA_VERSION && version < MOST_VERSIONS;

/**
 * SQLite takes an empty or a missing file for a new database, deletes its log, and would start again as if there had never
 * been another. It is one only if nothing of an earlier one is there.
 */
function isEmptied({ path, usedBefore = false }: Pick<PlaceToCheck, 'path' | 'usedBefore'>): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    // A link whose drive is not there yet leads to a database.
    const isLink = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return !isLink && (usedBefore || existsSync(backupOf(path)) || hasLog(path));
  }
  return size === 0 && (usedBefore || existsSync(backupOf(path)));
}

/** A backup holds only what was on disk. If it is ahead of the database, the database lost rows without another sign. */
export function isBehindBackup(sqlite: SqliteRuntime, connection: SqliteConnection, path: string): boolean {
  const backup = backupOf(path);
  if (!existsSync(backup)) return false;
  const lastOf = (of: SqliteConnection): number => {
    const row = of.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'submissions'").get();
    return (row as { seq: number } | undefined)?.seq ?? 0;
  };
  return orElse(() => whileOpen(sqlite.open(backup), lastOf) > lastOf(connection), false);
}

/** Opens, checks and migrates; null if the file is damaged. */
function openSound(sqlite: SqliteRuntime, path: string): SqliteConnection | null {
  let connection: SqliteConnection | null = null;
  const wasKilled = hasLog(path);
  try {
    connection = openConnection(sqlite, path);
    const version = schemaVersion(connection);
    // Its number may be in the log alone.
    if (isNewer(version) && !isKnownSchema(sqlite, connection))
      throw new NewerSchemaError(path, version, SCHEMA_VERSION);
    if (version < 0 || version > SCHEMA_VERSION || !isSound(connection)) {
      closeDamaged(connection);
      return null;
    }
    // A write-protected file opens without an error. Try to write now, not when the agent submits.
    connection.exec('BEGIN IMMEDIATE; ROLLBACK');
    const isNew = version === 0;
    // After a migration this writes the version into the header, where an older Afterword looks before it opens the
    // file. After an unclean end it starts the log again, so that after a bad frame there is only one commit.
    if (migrate(connection) || wasKilled) connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    if (isNew) syncFoldersUpFrom(dirname(path));
    if (!isComplete(sqlite, connection)) {
      closeDamaged(connection);
      return null;
    }
    return connection;
  } catch (error) {
    if (connection !== null) closeDamaged(connection);
    if (isDamageOfOurs(error)) return null;
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
