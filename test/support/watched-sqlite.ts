import { loadSqlite, type SqliteRuntime, type SqliteStatement } from '#main/database/sqlite-runtime.ts';

/** What is told of the statements that run. */
interface SqliteWatch {
  /** Called before a statement runs. If it throws, the statement fails with that. */
  readonly before?: (sql: string) => void;
  /** Called with what the statement answered. */
  readonly after?: (sql: string, answer: unknown) => void;
}

/** Real SQLite that tells of each prepared statement that runs. */
export function watchedSqlite({ before, after }: SqliteWatch): SqliteRuntime {
  const sqlite = loadSqlite();
  return {
    ...sqlite,
    open(path) {
      const connection = sqlite.open(path);
      return {
        exec: (sql) => connection.exec(sql),
        close: () => connection.close(),
        prepare(sql): SqliteStatement {
          return new Proxy(connection.prepare(sql), {
            get:
              (of, name: keyof SqliteStatement) =>
              (...values: never[]) => {
                before?.(sql);
                const answer = (of[name] as (...all: never[]) => unknown)(...values);
                after?.(sql, answer);
                return answer;
              },
          });
        },
      };
    },
  };
}
