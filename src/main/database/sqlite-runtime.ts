import { createRequire } from 'node:module';

/** What SQLite stores in a cell, as both runtimes return it. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** A place for each value in SQL: `?, ?, ?`. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** A prepared statement. Parameters are positional; rows are objects by column name. */
export interface SqliteStatement {
  run(...parameters: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  /** The first row, or undefined. */
  get(...parameters: SqlValue[]): unknown;
  all(...parameters: SqlValue[]): unknown[];
  /** The rows one by one, each read when it is asked for. */
  iterate(...parameters: SqlValue[]): Iterable<unknown>;
  /** Whether integers are read as bigint; a number too large for JavaScript is an error otherwise. */
  setReadBigInts(enabled: boolean): void;
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
  /**
   * Copies what `connection` has committed to a file at `path`, in small steps on another thread
   * (https://sqlite.org/backup.html). What is committed meanwhile is in the copy too.
   */
  backup(connection: SqliteConnection, path: string): Promise<void>;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => SqliteConnection;
  readonly backup: (connection: SqliteConnection, path: string) => Promise<number>;
}

/** Node's own SQLite. Null if there is none, or if it has no `backup` (Node below 22.16, so Electron below 37). */
export function nodeSqlite(): SqliteRuntime | null {
  // `@types/node` knows only the newest Node; on Node 20 the module is absent.
  const builtin = process.getBuiltinModule('node:sqlite') as unknown as Partial<SqliteModule> | undefined;
  return builtin?.DatabaseSync === undefined || builtin.backup === undefined
    ? null
    : runtimeOf('node:sqlite', { DatabaseSync: builtin.DatabaseSync, backup: builtin.backup });
}

/** The same API from the package, which includes prebuilt Node-API binaries. */
export function packagedSqlite(): SqliteRuntime {
  const packaged = createRequire(import.meta.url)('@photostructure/sqlite') as SqliteModule;
  return runtimeOf('@photostructure/sqlite', packaged);
}

function runtimeOf(name: SqliteRuntime['name'], { DatabaseSync, backup }: SqliteModule): SqliteRuntime {
  return {
    name,
    open: (path) => new DatabaseSync(path),
    async backup(connection, path) {
      await backup(connection, path);
    },
  };
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
  ERROR: 1,
  PERM: 3,
  BUSY: 5,
  LOCKED: 6,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  CONSTRAINT: 19,
  MISMATCH: 20,
  NOTADB: 26,
} as const;

/** SQLITE_IOERR_SHORT_READ (https://sqlite.org/rescode.html): the file ends in the middle of a page. */
const SHORT_READ = SQLITE.IOERR | (2 << 8);

/** True if the file itself is damaged, not merely unreachable. */
export function isDamage(error: unknown): boolean {
  const code = sqliteResultCode(error);
  return code === SQLITE.CORRUPT || code === SQLITE.NOTADB || extendedCode(error) === SHORT_READ;
}

/** The same where our own statements run: a sound database of ours never raises SQLITE_ERROR, a damaged schema does. */
export function isDamageOfOurs(error: unknown): boolean {
  return isDamage(error) || sqliteResultCode(error) === SQLITE.ERROR;
}

/**
 * True if the file may be sound, but what is open of it cannot be read or written: a drive that went away, or may only be read
 * now. If it comes back, what was open of it may stay dead.
 */
export function isOutOfReach(error: unknown): boolean {
  const code = sqliteResultCode(error);
  return (
    code === SQLITE.IOERR || code === SQLITE.READONLY || code === SQLITE.CANTOPEN || code === SQLITE.PERM
  );
}

/** The extended codes of SQLITE_IOERR that say that a lock was refused as such (https://sqlite.org/rescode.html). */
const LOCK_FAILURES = [8, 9, 14, 15].map((detail) => SQLITE.IOERR | (detail << 8));

/** True if the drive does not offer locks, as some network drives. */
export function isLockFailure(error: unknown): boolean {
  return LOCK_FAILURES.includes(extendedCode(error));
}

function extendedCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
}
