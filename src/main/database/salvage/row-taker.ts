import { SQLITE, sqliteResultCode, type SqliteConnection, type SqlValue } from '../sqlite-runtime.ts';

/** The cells of a row in the order of its table's columns, `seq` first. Integers are bigint. */
export type Cells = readonly (SqlValue | undefined)[];

/** Puts rescued rows into one table of a new database. Its strict types and checks refuse what is not a row of it. */
export interface RowTaker {
  readonly table: string;
  readonly columns: readonly string[];
  /**
   * Adds a row that is not there yet; one that is there stays as it is.
   *
   * @returns whether it is a row of this table
   * @throws where the new database cannot be written
   */
  take(cells: Cells): boolean;
  /** The same, but a row of the same name gives way to this newer one. */
  renew(cells: Cells): boolean;
  /** Adds a row whose cells are not what this table holds: those are left empty, and nothing is sent of it. */
  mend(cells: Cells): boolean;
}

/** What tells that two rows with the same `seq` are one. A line of history never changes. */
const NAMED_BY: Readonly<Record<string, string>> = { calls: 'call_id', drafts: 'call_id', submissions: 'id' };

/** The tables of which a row says something to the agent though some of its cells are lost, with what it must have. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  calls: ['call_id'],
  submissions: ['id', 'call_id'],
};

/** No `seq` is ever so large; one more bit, and it could not be counted on. */
const MOST_ROWS = 2n ** 40n;

const STATES = ['queued', 'sending', 'delivered', 'refused', 'held', 'superseded', 'discarded'];
const ENDED = ['delivered', 'superseded', 'discarded'];

export function createRowTaker(target: SqliteConnection, table: string): RowTaker {
  const described = target.prepare(`PRAGMA table_info(${table})`).all() as {
    name: string;
    type: string;
    notnull: number;
  }[];
  const columns = described.map(({ name }) => name);
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  const name = NAMED_BY[table];
  const assignments = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  const taking = target.prepare(`${insert} ON CONFLICT DO NOTHING`);
  const renewing =
    name === undefined
      ? taking
      : target.prepare(
          `${insert} ON CONFLICT (seq) DO UPDATE SET ${assignments} WHERE excluded.${name} = ${table}.${name}
             ON CONFLICT DO NOTHING`,
        );

  /** SQLite looks at types last, after a conflict with a row that is there. */
  const isRow = (cells: Cells): boolean =>
    isSeq(cells[0]) &&
    described.every(
      ({ type, notnull }, index) => fits(type, cells[index]) || (notnull === 0 && isEmpty(cells[index])),
    );

  function run(statement: typeof taking, cells: Cells): boolean {
    try {
      statement.run(...columns.map((_, index) => cells[index] ?? null));
      return true;
    } catch (error) {
      const code = sqliteResultCode(error);
      if (code === SQLITE.CONSTRAINT || code === SQLITE.MISMATCH) return false;
      throw error;
    }
  }

  return {
    table,
    columns,
    take: (cells) => isRow(cells) && run(taking, cells),
    renew: (cells) => isRow(cells) && run(renewing, cells),
    mend(cells) {
      const isTold = (column: string): boolean => typeof cells[columns.indexOf(column)] === 'string';
      if (!(TELLING[table]?.every(isTold) ?? false)) return false;
      const fitting = described.map(({ type, notnull }, index) =>
        fits(type, cells[index]) ? cells[index] : notnull === 1 ? EMPTY[type] : null,
      );
      fitting[0] = isSeq(cells[0]) ? cells[0] : null;
      return run(taking, held(table, columns, fitting));
    },
  };
}

/** Whether it may be the `seq` of a row. */
export function isSeq(cell: unknown): cell is bigint {
  return typeof cell === 'bigint' && cell > 0n && cell < MOST_ROWS;
}

const isEmpty = (cell: SqlValue | undefined): boolean => cell === null || cell === undefined;

/** By declared type; only what JavaScript can read again. */
function fits(type: string, cell: SqlValue | undefined): boolean {
  switch (type) {
    case 'INTEGER':
      return typeof cell === 'bigint' && Number.isSafeInteger(Number(cell));
    case 'REAL':
      return typeof cell === 'number' || typeof cell === 'bigint';
    case 'TEXT':
      return typeof cell === 'string';
    default:
      return cell instanceof Uint8Array;
  }
}

const EMPTY: Readonly<Record<string, SqlValue>> = { INTEGER: 0n, REAL: 0, TEXT: '', BLOB: new Uint8Array() };

/** The cells with a choice of few values; a submission that has not come to its end is held for a person to look at. */
function held(table: string, columns: readonly string[], cells: Cells): Cells {
  const set = (values: Readonly<Record<string, SqlValue>>): Cells =>
    columns.map((column, index) => values[column] ?? cells[index]);
  const cell = (column: string): string => String(cells[columns.indexOf(column)]);
  switch (table) {
    case 'submissions': {
      const state = STATES.find((each) => each === cell('state')) ?? 'held';
      return ENDED.includes(state)
        ? set({ unknown: 0n })
        : set({ unknown: 0n, state: 'held', reason_code: RESCUED });
    }
    case 'calls': {
      const origin = ['bus', 'link', 'hand'].find((each) => each === cell('origin')) ?? 'hand';
      const phase = ['ringing', 'talking', 'ended'].find((each) => each === cell('phase')) ?? 'ended';
      return set({ origin, phase });
    }
    default:
      return cells;
  }
}

/** Why a submission is held that may not be what the agent last made of it. */
export const RESCUED = 'rescued';
