import { setImmediate } from 'node:timers/promises';
import { privateFile } from '#main/base/private-files.ts';
import { asNotSaved } from './errors.ts';
import { TABLES } from './schema.ts';
import { strayIndex } from './soundness.ts';
import type { SqliteConnection, SqliteRuntime, SqliteStatement } from './sqlite-runtime.ts';

/**
 * Page size of every database. Fixed, so that a damaged first page can be replaced by that of a new database. 4096
 * bytes is SQLite's default.
 */
export const PAGE_SIZE = 4096;

/**
 * Opens `path` for this process alone. WAL with `synchronous=FULL`: a commit that returned survives a power cut.
 * `locking_mode=EXCLUSIVE` keeps every other process out, even another tool. It needs no shared-memory file, so a
 * profile on a network drive works too (https://sqlite.org/wal.html#noshm). `fullfsync` is for macOS, where a plain
 * fsync stops at the drive's cache. `secure_delete` overwrites deleted content, so that nobody reads it from the file
 * and a salvage does not take it for the last saved content.
 *
 * @throws SQLite's error; the file may be locked, damaged or unreachable
 */
export function openConnection(sqlite: SqliteRuntime, path: string): SqliteConnection {
  privateFile(path);
  const connection = sqlite.open(path);
  try {
    connection.exec(`
      PRAGMA busy_timeout = 2000;
      PRAGMA page_size = ${PAGE_SIZE};
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA foreign_keys = ON;
      PRAGMA cell_size_check = ON;
      PRAGMA secure_delete = ON;
      PRAGMA temp_store = MEMORY;
    `);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A copy of the database failed its check, so the database would fail it too. */
export class UnsoundBackupError extends Error {
  override readonly name = 'UnsoundBackupError';
}

/** The one database of the app. Each part has its own tables in it and may share a transaction with others. */
export interface Database {
  readonly path: string;
  /** A statement, prepared once and kept. */
  prepare(sql: string): SqliteStatement;
  /**
   * Runs `work` in one transaction: when it returns, everything is on disk; when it throws, nothing is. Inside
   * another transaction it becomes part of that one, but can still fail alone.
   *
   * @throws NotSavedError if the disk is the cause; else the error of `work`
   */
  transaction<T>(work: () => T): T;
  /** How many rows were changed since it was opened. */
  changes(): number;
  /**
   * Copies what was committed into an empty file at `path` and checks the whole copy. It does not block the event loop.
   *
   * @throws UnsoundBackupError, or another error if it cannot be written
   */
  backup(path: string): Promise<void>;
  close(): void;
}

export function createDatabase(
  sqlite: SqliteRuntime,
  connection: SqliteConnection,
  path: string,
  onClose: () => void,
): Database {
  const statements = new Map<string, SqliteStatement>();
  let depth = 0;
  let open = true;

  function prepare(sql: string): SqliteStatement {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  function undo(sql: string): void {
    try {
      connection.exec(sql);
    } catch {
      // A full or failing disk may already have rolled back. The first error is the one to report.
    }
  }

  return {
    path,
    prepare,
    transaction(work) {
      const outermost = depth === 0;
      const savepoint = `level_${depth}`;
      try {
        prepare(outermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`).run();
      } catch (error) {
        throw asNotSaved(error);
      }
      depth += 1;
      try {
        const result = work();
        prepare(outermost ? 'COMMIT' : `RELEASE ${savepoint}`).run();
        return result;
      } catch (error) {
        undo(outermost ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
        throw asNotSaved(error);
      } finally {
        depth -= 1;
      }
    },
    changes: () => (prepare('SELECT total_changes() AS n').get() as { n: number }).n,
    async backup(to) {
      await copied(() => sqlite.backup(connection, to));
      const copy = sqlite.open(to);
      try {
        // So that the copy is one file, without a log beside it.
        copy.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE');
        for (const table of TABLES) {
          await setImmediate();
          const [fault] = integrityOf(copy, table);
          if (fault !== undefined) throw new UnsoundBackupError(fault);
        }
        const stray = strayIndex(copy);
        if (stray !== undefined) throw new UnsoundBackupError(`${stray} holds other rows`);
      } finally {
        copy.close();
      }
    },
    close() {
      if (!open) return;
      open = false;
      statements.clear();
      connection.close();
      onClose();
    },
  };
}

/** How often a copy is started again after it met a transaction. */
const MOST_COPIES = 10;

/** Node gives up if the first step of a copy meets a transaction, instead of waiting for its end. */
async function copied(copy: () => Promise<void>): Promise<void> {
  for (let left = MOST_COPIES; ; left -= 1) {
    try {
      await copy();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await setImmediate();
    }
  }
}

/** What is wrong with one table and its indexes, or with all tables. */
function integrityOf(connection: SqliteConnection, table?: string): string[] {
  const rows = connection.prepare(`PRAGMA integrity_check${table === undefined ? '' : `(${table})`}`).all();
  return (rows as { integrity_check: string }[])
    .map((row) => row.integrity_check)
    .filter((line) => line !== 'ok');
}
