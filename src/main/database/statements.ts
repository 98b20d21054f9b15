import type { Database } from './database.ts';
import type { SqlValue } from './sqlite-runtime.ts';

/** Runs single statements of a database. Whoever asks says what the columns of a row are. */
export function statementsOf(database: Pick<Database, 'prepare'>) {
  return {
    all: <R>(sql: string, ...values: SqlValue[]): R[] => database.prepare(sql).all(...values) as R[],
    /** @returns how many rows were written */
    run: (sql: string, ...values: SqlValue[]): number => Number(database.prepare(sql).run(...values).changes),
  };
}
