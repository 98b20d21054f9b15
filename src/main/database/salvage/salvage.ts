import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { openConnection } from '../connection.ts';
import { renameDurably } from '#main/base/durable-file.ts';
import { DRAFTS_OUT_OF_CALLS, migrate, TABLES } from '../schema.ts';
import { isDamage, type SqliteConnection, type SqliteRuntime } from '../sqlite-runtime.ts';
import { rescueLeaves } from './salvage-leaves.ts';
import { rescueTable } from './salvage-table.ts';
import { applyLog } from './write-ahead-log.ts';

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
  for (const suffix of ['', '-wal', '-shm', '-journal', '-schema']) rmSync(path + suffix, { force: true });
}

function buildEmpty(sqlite: SqliteRuntime, path: string): void {
  const connection = openConnection(sqlite, path);
  try {
    migrate(connection);
  } finally {
    connection.close();
  }
}

/**
 * Carries over the rows of a copy: table by table, as SQLite reads them, and where that does not reach everything, page
 * by page.
 */
function rescue(sqlite: SqliteRuntime, damaged: string, copy: string, rebuilt: string): void {
  remove(copy);
  copyFileSync(damaged, copy);
  applyLog(`${damaged}-wal`, copy);
  const target = openConnection(sqlite, rebuilt);
  try {
    target.exec('BEGIN IMMEDIATE');
    const torn = rescueTables(sqlite, copy, target);
    // With those that follow: their rows were refused while the rows they belong to were not there yet.
    const again = TABLES.slice(TABLES.findIndex((table) => torn.includes(table)));
    if (torn.length > 0) rescueLeaves(sqlite, copy, target, again);
    target.exec(`${DRAFTS_OUT_OF_CALLS} COMMIT`);
  } finally {
    target.close();
  }
}

/** @returns the tables of which not everything could be read */
function rescueTables(sqlite: SqliteRuntime, copy: string, target: SqliteConnection): readonly string[] {
  const source = sqlite.open(copy);
  try {
    source.exec('PRAGMA cell_size_check = ON');
    source.prepare('SELECT 1 FROM submissions LIMIT 0').get();
    return TABLES.filter((table) => !rescueTable(source, target, table));
  } catch (error) {
    if (isDamage(error) || isMissingTable(error)) return TABLES;
    throw error;
  } finally {
    source.close();
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof Error && /no such table|malformed/.test(error.message);
}
