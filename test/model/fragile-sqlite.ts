import {
  loadSqlite,
  SQLITE,
  type SqliteConnection,
  type SqliteRuntime,
} from '#main/database/sqlite-runtime.ts';

/** The statement of a transaction at which the disk fails. Each leaves SQLite in another state to roll back from. */
export type DiskFault = 'begin' | 'write' | 'commit';

/** The process was killed while it worked: no later statement was run. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** Real SQLite, with a process that can be killed between any two statements and a disk that can be full. */
export interface FragileSqlite extends SqliteRuntime {
  /** This statement of every transaction reports a full disk; null for a sound disk. */
  diskFault: DiskFault | null;
  /** How many more statements are run before the process is killed; Infinity for no kill. */
  statementsToLive: number;
  readonly isDead: boolean;
  /** Runs no more statements. */
  kill(): void;
}

/** @param onKill called once, at the moment of the kill, with the files as a killed process leaves them */
export function createFragileSqlite(onKill: () => void): FragileSqlite {
  const sqlite = loadSqlite();
  let isDead = false;

  /** A moment at which a kill may come. */
  function live(): void {
    if (isDead) throw new KilledError();
    if (runtime.statementsToLive <= 0) {
      runtime.kill();
      throw new KilledError();
    }
    runtime.statementsToLive -= 1;
  }

  function write<T>(kind: DiskFault | null, run: () => T): T {
    live();
    if (kind !== null && kind === runtime.diskFault) throw diskFull();
    const result = run();
    live();
    return result;
  }

  function fragile(connection: SqliteConnection): SqliteConnection {
    return {
      exec: (sql) => write(null, () => connection.exec(sql)),
      prepare(sql) {
        const statement = connection.prepare(sql);
        const kind = kindOf(sql);
        return {
          run: (...values) => write(kind, () => statement.run(...values)),
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          iterate: (...values) => statement.iterate(...values),
          setReadBigInts: (enabled) => statement.setReadBigInts(enabled),
        };
      },
      close: () => connection.close(),
    };
  }

  const runtime: FragileSqlite = {
    name: sqlite.name,
    open: (path) => fragile(sqlite.open(path)),
    backup: () => Promise.reject(new Error('A database that may be killed is not backed up')),
    diskFault: null,
    statementsToLive: Infinity,
    get isDead() {
      return isDead;
    },
    kill() {
      if (isDead) return;
      isDead = true;
      onKill();
    },
  };
  return runtime;
}

/** Null for statements that work on a full disk: savepoints are set and released in memory. */
function kindOf(sql: string): DiskFault | null {
  if (sql.startsWith('BEGIN')) return 'begin';
  if (sql === 'COMMIT') return 'commit';
  return /^(SAVEPOINT|RELEASE)/.test(sql) ? null : 'write';
}

/** SQLITE_FULL, as both runtimes report it. */
function diskFull(): Error {
  return Object.assign(new Error('database or disk is full'), { errcode: SQLITE.FULL });
}
