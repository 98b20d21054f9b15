import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { PAGE_SIZE, openConnection } from './connection.ts';
import { renameDurably } from './durable-file.ts';
import { DRAFTS_OUT_OF_CALLS, migrate, TABLES } from './schema.ts';
import { isDamage, type SqliteConnection, type SqliteRuntime } from './sqlite-runtime.ts';
import { rescueTable } from './salvage-table.ts';

/**
 * Replaces the damaged database at `path` by a new one with every row that can still be read, and keeps the damaged
 * file, with its write-ahead log, as `<path>.corrupt-<timestamp>`.
 *
 * The new one is complete under another name before the damaged one is moved, and only a copy of that is ever
 * opened: killed at any moment, the next start begins again or finishes (`finishReplacement`).
 *
 * @param now names the damaged file, in milliseconds since the epoch
 * @returns where the damaged file lies now
 */
export function replaceDamaged(sqlite: SqliteRuntime, path: string, now: number): string {
  const rebuilt = `${path}.rebuilt`;
  const copy = `${path}.copy`;
  try {
    remove(rebuilt);
    buildEmpty(sqlite, rebuilt);
    rescue(sqlite, path, copy, rebuilt);
    renameDurably(rebuilt, readyName(path));
    return finishReplacement(path, now) ?? path;
  } finally {
    remove(copy);
    remove(rebuilt);
  }
}

/**
 * Finishes a replacement that was interrupted after the new database was complete; does nothing where none was.
 * The log is moved before its database, so that an old log never meets the new file.
 *
 * @returns where the damaged file lies now, or null
 */
export function finishReplacement(path: string, now?: number): string | null {
  const ready = readyName(path);
  if (!existsSync(ready)) return null;
  const stamp = new Date(now ?? statSync(ready).mtimeMs).toISOString().replace(/[:.]/g, '-');
  const kept = freeName(`${path}.corrupt-${stamp}`);
  for (const suffix of ['-wal', '-shm', '-journal', '']) {
    if (existsSync(path + suffix)) renameDurably(path + suffix, kept + suffix);
  }
  renameDurably(ready, path);
  return kept;
}

function readyName(path: string): string {
  return `${path}.ready`;
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let count = 2; existsSync(name) || existsSync(`${name}-wal`); count += 1) name = `${wanted}-${count}`;
  return name;
}

/** Takes away a file that this module made itself. */
function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

function buildEmpty(sqlite: SqliteRuntime, path: string): void {
  const connection = openConnection(sqlite, path);
  try {
    migrate(connection);
  } finally {
    connection.close();
  }
}

/** Carries over the rows of a copy: as it is or, where that shows no tables, with a first page of a new database. */
function rescue(sqlite: SqliteRuntime, damaged: string, copy: string, rebuilt: string): void {
  for (const graft of [false, true]) {
    remove(copy);
    copyFileSync(damaged, copy);
    if (existsSync(`${damaged}-wal`)) copyFileSync(`${damaged}-wal`, `${copy}-wal`);
    if (graft) graftFirstPage(rebuilt, copy);
    if (carryOver(sqlite, copy, rebuilt)) return;
  }
}

/** @returns false where the copy shows no tables of ours */
function carryOver(sqlite: SqliteRuntime, copy: string, rebuilt: string): boolean {
  let source: SqliteConnection | null = null;
  const target = openConnection(sqlite, rebuilt);
  try {
    source = openConnection(sqlite, copy);
    source.prepare('SELECT 1 FROM submissions LIMIT 0').get();
    target.exec('BEGIN IMMEDIATE');
    for (const table of TABLES) rescueTable(source, target, table);
    target.exec(`${DRAFTS_OUT_OF_CALLS} COMMIT`);
    return true;
  } catch (error) {
    if (isDamage(error) || isMissingTable(error)) return false;
    throw error;
  } finally {
    closeQuietly(source);
    target.close();
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof Error && /no such table|malformed/.test(error.message);
}

function closeQuietly(connection: SqliteConnection | null): void {
  try {
    connection?.close();
  } catch {
    // It is a copy and about to be removed.
  }
}

/**
 * Replaces the first page of the copy, which holds the file header and the schema, by that of a new database:
 * every database is made by the same steps on an empty file, so its tables begin at the same pages.
 * Offsets by https://sqlite.org/fileformat2.html#the_database_header.
 */
function graftFirstPage(from: string, to: string): void {
  const page = Buffer.alloc(PAGE_SIZE);
  const source = openSync(from, 'r');
  try {
    readSync(source, page, 0, PAGE_SIZE, 0);
  } finally {
    closeSync(source);
  }
  const target = openSync(to, 'r+');
  try {
    const pages = Math.max(1, Math.floor(fstatSync(target).size / PAGE_SIZE));
    page.writeUInt32BE(pages, 28);
    page.writeUInt32BE(0, 32); // no free pages are taken for granted
    page.writeUInt32BE(0, 36);
    page.writeUInt32BE(page.readUInt32BE(24), 92); // the size above is valid for this change counter
    writeSync(target, page, 0, PAGE_SIZE, 0);
  } finally {
    closeSync(target);
  }
}
