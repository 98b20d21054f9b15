import { createRequire } from 'node:module';

/** What SQLite stores in a cell, as both runtimes return it. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A prepared statement. Parameters are positional; rows are objects by column name. */
export interface SqliteStatement {
  run(...parameters: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  /** The first row, or undefined. */
  get(...parameters: SqlValue[]): unknown;
  all(...parameters: SqlValue[]): unknown[];
}

/**
 * One open SQLite file, like `DatabaseSync` of `node:sqlite`, limited to what every runtime from Node 20.18 on
 * offers.
 */
export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteRuntime {
  readonly name: 'node:sqlite' | '@photostructure/sqlite';
  open(path: string): SqliteConnection;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => SqliteConnection;
}

/** Node's own SQLite, or null if this runtime has none (Node below 22.13, so Electron below 35). */
export function nodeSqlite(): SqliteRuntime | null {
  // `@types/node` describes only the newest Node. On Node 20 the module is missing.
  const builtin = process.getBuiltinModule('node:sqlite') as unknown as SqliteModule | undefined;
  return builtin === undefined
    ? null
    : { name: 'node:sqlite', open: (path) => new builtin.DatabaseSync(path) };
}

/** The same API from the package, which includes prebuilt Node-API binaries. */
export function packagedSqlite(): SqliteRuntime {
  const packaged = createRequire(import.meta.url)('@photostructure/sqlite') as SqliteModule;
  return { name: '@photostructure/sqlite', open: (path) => new packaged.DatabaseSync(path) };
}

export function loadSqlite(): SqliteRuntime {
  return nodeSqlite() ?? packagedSqlite();
}

/**
 * The primary result code of an error that SQLite raised, or null for any other error.
 * Source: https://sqlite.org/rescode.html (an extended code keeps its primary code in the low byte).
 */
export function sqliteResultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** Primary result codes that the core distinguishes (https://sqlite.org/rescode.html). */
export const SQLITE = {
  PERM: 3,
  BUSY: 5,
  LOCKED: 6,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const;

/** True if the file itself is damaged, not merely unreachable. */
export function isDamage(error: unknown): boolean {
  const code = sqliteResultCode(error);
  return code === SQLITE.CORRUPT || code === SQLITE.NOTADB;
}
