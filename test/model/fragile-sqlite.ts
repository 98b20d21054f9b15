import {
  loadSqlite,
  SQLITE,
  type SqliteConnection,
  type SqliteRuntime,
} from '#main/database/sqlite-runtime.ts';

/** At which statement of a transaction the disk gives up: each leaves SQLite in another state to roll back from. */
export type DiskFault = 'begin' | 'write' | 'commit';

/** The process was killed in the middle of its work: nothing after this statement was run. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** Real SQLite, whose process can be killed between any two statements and whose disk can be full. */
export interface FragileSqlite extends SqliteRuntime {
  /** Until it is set to null, this statement of every transaction reports a full disk. */
  diskFault: DiskFault | null;
  /** How many more statements are run before the process is killed; Infinity for no kill. */
  statementsToLive: number;
  readonly isDead: boolean;
  /** No statement is run any more. */
  kill(): void;
}

/** @param onKill called once, at the instant of the kill, with the files as a killed process leaves them */
export function createFragileSqlite(onKill: () => void): FragileSqlite {
  const sqlite = loadSqlite();
  let isDead = false;

  /** One instant at which a kill may come. */
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
      exec(sql) {
        write(null, () => {
          connection.exec(sql);
        });
      },
      prepare(sql) {
        const statement = connection.prepare(sql);
        const kind = kindOf(sql);
        return {
          run: (...values) => write(kind, () => statement.run(...values)),
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          iterate: (...values) => statement.iterate(...values),
          setReadBigInts: (enabled) => {
            statement.setReadBigInts(enabled);
          },
        };
      },
      close() {
        connection.close();
      },
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

/** Null for what a full disk does not hinder: a savepoint is set and released in memory. */
function kindOf(sql: string): DiskFault | null {
  if (sql.startsWith('BEGIN')) return 'begin';
  if (sql === 'COMMIT') return 'commit';
  return /^(SAVEPOINT|RELEASE)/.test(sql) ? null : 'write';
}

/** As both runtimes report SQLITE_FULL. */
function diskFull(): Error {
  return Object.assign(new Error('database or disk is full'), { errcode: SQLITE.FULL });
}
