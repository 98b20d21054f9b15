import type { Database } from './database.ts';
import { marks, type SqlValue } from './sqlite-runtime.ts';

/** Cells by column. One place in the code names them in one order, so that its statement is prepared once. */
type Cells = Readonly<Record<string, SqlValue>>;

/** Runs single statements of a database. Whoever asks says what the columns of a row are. */
export function statementsOf(database: Pick<Database, 'prepare'>) {
  /** @returns how many rows were written */
  const run = (sql: string, ...values: SqlValue[]): number =>
    Number(database.prepare(sql).run(...values).changes);
  return {
    all: <R>(sql: string, ...values: SqlValue[]): R[] => database.prepare(sql).all(...values) as R[],
    run,
    /**
     * Inserts a row, or writes over the one with the same key.
     *
     * @param key the columns that only one row may share; none if the row is certainly new
     * @returns the `seq` of a new row
     */
    insert: (table: string, row: Cells, ...key: string[]): number => {
      const columns = Object.keys(row);
      const rest = columns.filter((each) => !key.includes(each)).map((each) => `${each} = excluded.${each}`);
      const onConflict = key.length === 0 ? '' : ` ON CONFLICT (${key.join()}) DO UPDATE SET ${rest.join()}`;
      const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${marks(columns)})${onConflict}`;
      return Number(database.prepare(sql).run(...Object.values(row)).lastInsertRowid);
    },
    /** Writes cells of the rows that `where` is true for. @returns how many */
    set: (table: string, cells: Cells, where: string, ...values: SqlValue[]): number => {
      const columns = Object.keys(cells).map((each) => `${each} = ?`);
      return run(`UPDATE ${table} SET ${columns.join()} WHERE ${where}`, ...Object.values(cells), ...values);
    },
  };
}
