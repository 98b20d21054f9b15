import { closeSync, existsSync, lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { privateFile, privateFolder } from '#main/base/private-files.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { openConnection } from '../connection.ts';
import { renameDurably, syncFile } from '#main/base/durable-file.ts';
import { DRAFTS_OUT_OF_CALLS, migrate, TABLES } from '../schema.ts';
import type { SqliteConnection, SqliteRuntime } from '../sqlite-runtime.ts';
import { backupOf, deleteManyKeptAside } from '../files-beside.ts';
import { forgetCleanEnd, versionInHeader } from '../clean-end.ts';
import { createRowTaker, isSeq, type Cells, type RowTaker } from './row-taker.ts';
import { addFromBackup, settleHeld } from './salvage-backup.ts';
import { rescueLeaves } from './salvage-leaves.ts';
import { prepared, readable, rescueTables, type Misfit } from './salvage-tables.ts';
import { isLogDamaged, layOver } from './write-ahead-log.ts';

/**
 * Replaces the damaged or missing database at `path` by a new one with every row that can still be read, and keeps the
 * damaged file, with its write-ahead log, as `<path>.corrupt-<timestamp>`.
 *
 * The new one is complete under another name before the damaged one is moved, and only copies of the damaged one are
 * opened. If the app is killed at any moment, the next start begins again or finishes (`finishReplacement`).
 *
 * @param now the time of the rescue for held submissions, in milliseconds since the epoch
 * @returns where the damaged file lies now
 */
export function replaceDamaged(sqlite: SqliteRuntime, path: string, now: number): string {
  const rebuilt = rebuiltName(path);
  const copy = copyName(path);
  try {
    remove(rebuilt);
    buildEmpty(sqlite, rebuilt);
    rescue(sqlite, path, copy, rebuilt, now);
    renameDurably(rebuilt, readyName(path));
    return finishReplacement(path) ?? path;
  } finally {
    remove(copy);
    remove(rebuilt);
  }
}

/**
 * Finishes a replacement that was interrupted after the new database was complete, and deletes what an earlier
 * interruption left. The log is moved before its database, so that an old log never lies beside the new file.
 *
 * @returns where the damaged file lies now, or null
 */
export function finishReplacement(path: string): string | null {
  const ready = readyName(path);
  setStrangersAside(path);
  for (const scratch of [copyName(path), rebuiltName(path)]) remove(scratch);
  // It was whole before it got this name. Whatever is no database was put there by somebody else.
  if (versionInHeader(ready) === 0) return null;
  // The log goes.
  forgetCleanEnd(path);
  // The name is the same each time, in case the move is interrupted.
  const kept = keptName(path, statSync(ready).mtimeMs);
  for (const suffix of ['-wal', '-shm', '-journal', '']) {
    if (existsSync(path + suffix)) renameDurably(path + suffix, kept + suffix);
  }
  renameDurably(ready, path);
  makeRoom(path);
  return kept;
}

/** Where nothing can be deleted now, the next time may. */
const makeRoom = (path: string): void => orElse(() => deleteManyKeptAside(path), undefined);

/**
 * A folder, a pipe or a link in place of a file beside the database is somebody else's. It would keep the database from being
 * opened, replaced or backed up: SQLite waits for a pipe for ever, and follows no link. What a link leads to may be ours.
 *
 * @throws the file system's error
 */
export function setStrangersAside(path: string): void {
  for (const name of [
    ...['-wal', '-journal', '.clean', '.backup', '.backup.new'].map((suffix) => path + suffix),
    ...[readyName(path), copyName(path), rebuiltName(path)],
  ]) {
    const there = lstatSync(name, { throwIfNoEntry: false });
    if (there === undefined || there.isFile()) continue;
    const kept = keptName(name, Date.now());
    renameDurably(name, kept);
    if (there.isSymbolicLink() && isOrdinary(kept)) files.copy(kept, name);
  }
}

function isOrdinary(path: string): boolean {
  // A link may lead nowhere, or to itself.
  return orElse(() => statSync(path).isFile(), false);
}

/**
 * Keeps aside what would change the database at `path` when it is opened: its log, its journal, an unfinished replacement.
 *
 * @returns the beginning of their names now; null if there is nothing
 */
export function setChangesAside(
  path: string,
  now: number,
  what = ['-wal', '-journal', READY],
): string | null {
  const kept = keptName(path, now);
  const there = what.filter((each) => {
    const stats = statSync(path + each, { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size > 0;
  });
  for (const suffix of there) renameDurably(path + suffix, kept + suffix);
  makeRoom(path);
  return there.length === 0 ? null : kept;
}

/**
 * Puts an open database back to `path`, if its file was taken away or replaced. What lies there now is kept aside. Its
 * connection still writes to the file that was taken away, so it has to be closed afterwards.
 *
 * @returns where what lay there is now
 */
export function putBack(connection: SqliteConnection, path: string): string | null {
  const rebuilt = rebuiltName(path);
  // One to which a link leads lies in a folder of others.
  if (!existsSync(dirname(path))) privateFolder(dirname(path));
  try {
    remove(rebuilt);
    // SQLite would only say that it cannot open it.
    closeSync(files.open(rebuilt, 'wx', 0o600));
    connection.prepare('VACUUM INTO ?').run(rebuilt);
    syncFile(rebuilt);
    renameDurably(rebuilt, readyName(path));
    return finishReplacement(path);
  } finally {
    remove(rebuilt);
  }
}

const rebuiltName = (path: string): string => `${path}.rebuilt`;
const READY = '.ready';
const readyName = (path: string): string => path + READY;
const copyName = (path: string): string => `${path}.copy`;

function keptName(path: string, at: number): string {
  const wanted = `${path}.corrupt-${new Date(at).toISOString().replace(/[:.]/g, '-')}`;
  let name = wanted;
  for (let count = 2; existsSync(name); count += 1) name = `${wanted}-${count}`;
  return name;
}

/** Deletes a file that this module made itself. */
function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal', '-schema']) files.remove(path + suffix);
}

function buildEmpty(sqlite: SqliteRuntime, path: string): void {
  whileOpen(openConnection(sqlite, path), migrate);
}

/**
 * Copies rows to the new database. First, all that SQLite itself reads after its own recovery. Then, from a damaged log,
 * what SQLite passed over. Then the leaves that no table leads to, then rows with cells that do not fit, and last the
 * rows that only the backup has.
 */
function rescue(sqlite: SqliteRuntime, damaged: string, copy: string, rebuilt: string, now: number): void {
  const log = `${damaged}-wal`;
  const backup = backupOf(damaged);
  const target = openConnection(sqlite, rebuilt);
  const takers = TABLES.map((table) => createRowTaker(target, table));
  const read = (from: string, put: Put, complete: () => void = () => {}): Misfit[] => {
    remove(copy);
    if (existsSync(from)) files.copy(from, copy);
    else privateFile(copy);
    complete();
    return readCopy(sqlite.open(copy), target, takers, put);
  };
  try {
    // A line of history may be found before its submission.
    target.exec('PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE');
    if (existsSync(damaged) || existsSync(log)) {
      const misfits = read(damaged, take, () => {
        if (existsSync(log)) files.copy(log, `${copy}-wal`);
      });
      const more = read(damaged, isLogDamaged(log) ? renew : take, () => layOver(log, copy));
      rescueLeaves(sqlite, copy, takers);
      for (const { taker, cells } of [...misfits, ...more]) taker.mend(cells);
    }
    target.exec(DRAFTS_OUT_OF_CALLS);
    if (statSync(backup, { throwIfNoEntry: false })?.isFile() === true) {
      addFromBackup(target, now, () => read(backup, take));
    }
    settleHeld(target, now);
    target.exec('DELETE FROM history WHERE submission_seq NOT IN (SELECT seq FROM submissions); COMMIT');
  } finally {
    target.close();
  }
}

/** Lets `read` look at a copy of the database and its log, so that nothing of them changes. @throws SQLite's or the disk's error */
export function inCopy<T>(sqlite: SqliteRuntime, path: string, read: (copy: SqliteConnection) => T): T {
  const copy = copyName(path);
  try {
    remove(copy);
    for (const suffix of ['', '-wal'])
      if (existsSync(path + suffix)) files.copy(path + suffix, copy + suffix);
    return whileOpen(sqlite.open(copy), (connection) => {
      connection.exec('PRAGMA locking_mode = EXCLUSIVE');
      return read(connection);
    });
  } finally {
    remove(copy);
  }
}

type Put = (taker: RowTaker, cells: Cells) => boolean;
const take: Put = (taker, cells) => taker.take(cells);
const renew: Put = (taker, cells) => taker.renew(cells);

/** Reads the rows of `source` and closes it. Also copies its counters, so that no row number is ever given twice. */
function readCopy(
  source: SqliteConnection,
  target: SqliteConnection,
  takers: readonly RowTaker[],
  put: Put,
): Misfit[] {
  try {
    // Then SQLite needs no shared-memory file, which a network drive may not offer.
    readable(prepared(source, 'PRAGMA locking_mode = EXCLUSIVE')).next();
    const misfits = rescueTables(source, takers, put);
    const sequence = target.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?');
    for (const { name, seq } of readable(prepared(source, 'SELECT name, seq FROM sqlite_sequence')))
      if (isSeq(seq)) sequence.run(seq, String(name));
    return misfits;
  } finally {
    try {
      source.close();
    } catch {
      // It is only a copy, so it does not matter if its log cannot be moved into it.
    }
  }
}
