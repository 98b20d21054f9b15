import { orElse } from '#main/base/or-else.ts';
import { SQLITE, sqliteResultCode, type SqliteConnection, type SqlValue } from '../sqlite-runtime.ts';

/** The cells of a row in the order of its table's columns, `seq` first. Integers are bigint. */
export type Cells = readonly (SqlValue | undefined)[];

/** Puts rescued rows into one table of a new database. The table's strict types and checks refuse rows of others. */
export interface RowTaker {
  readonly table: string;
  readonly columns: readonly string[];
  /**
   * Adds a row if it is not there yet. A row that is there stays as it is.
   *
   * @returns whether it is a row of this table, and its `seq` is not that of another row
   * @throws if the new database cannot be written
   */
  take(cells: Cells): boolean;
  /** The same, but this newer row replaces a row of the same name. */
  renew(cells: Cells): boolean;
  /**
   * Adds a row of which some cells do not fit the table, or whose `seq` another row has. Such cells stay empty, the row gets
   * a new `seq`, and nothing of it is sent.
   */
  mend(cells: Cells): boolean;
}

/** Two rows with the same `seq` are the same row if this column is equal. A line of history never changes. */
const NAMED_BY: Readonly<Record<string, string>> = { calls: 'call_id', drafts: 'call_id', submissions: 'id' };

/** The tables whose rows help the agent even if some cells are lost, and the cells that such a row must have. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  calls: ['call_id'],
  drafts: ['call_id', 'agent', 'draft_sealed'],
  submissions: ['id', 'call_id'],
  history: ['submission_seq', 'to_state'],
};

/** No real `seq` is this large. A larger one is damage: with one more bit, counting could not go on from it. */
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

  const namedAt =
    name === undefined ? null : target.prepare(`SELECT ${name} AS name FROM ${table} WHERE seq = ?`);
  /** Another row has this `seq`: one of the two numbers was damaged. */
  const isTaken = ([seq, ...others]: Cells): boolean => {
    if (namedAt === null || name === undefined || !isSeq(seq)) return false;
    const there = namedAt.get(seq) as { name: unknown } | undefined;
    return there !== undefined && there.name !== others[columns.indexOf(name) - 1];
  };

  /** SQLite checks types only after it has looked for a conflict with an existing row, so we check them first. */
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
    take: (cells) => isRow(cells) && run(taking, cells) && !isTaken(cells),
    renew: (cells) => isRow(cells) && run(renewing, cells) && !isTaken(cells),
    mend(cells) {
      const readable = described.map(({ type }, index) => fitted(type, cells[index]));
      const isTold = (column: string): boolean => readable[columns.indexOf(column)] !== null;
      if (!(TELLING[table]?.every(isTold) ?? false)) return false;
      const fitting = described.map(
        ({ type, notnull }, index) => readable[index] ?? (notnull === 1 ? EMPTY[type] : null),
      );
      fitting[0] = isSeq(cells[0]) && !isTaken(cells) ? cells[0] : null;
      return run(taking, held(table, columns, fitting));
    },
  };
}

/** Whether it may be the `seq` of a row. */
export function isSeq(cell: unknown): cell is bigint {
  return typeof cell === 'bigint' && cell > 0n && cell < MOST_ROWS;
}

const isEmpty = (cell: SqlValue | undefined): boolean => cell === null || cell === undefined;

/** Whether the cell fits the column's declared type and JavaScript can read it again. */
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

/** The cell as its column declares it, or null. Of a text, one bit of the row's header makes bytes. */
function fitted(type: string, cell: SqlValue | undefined): SqlValue {
  if (fits(type, cell)) return cell ?? null;
  if (type !== 'TEXT' || !(cell instanceof Uint8Array)) return null;
  return orElse(() => new TextDecoder('utf-8', { fatal: true }).decode(cell), null);
}

const EMPTY: Readonly<Record<string, SqlValue>> = { INTEGER: 0n, REAL: 0, TEXT: '', BLOB: new Uint8Array() };

/** Gives columns that allow few values a valid one. A submission that was not finished is held for a person to check. */
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

/** The reason code of a submission that is held because it may not be its latest version. */
export const RESCUED = 'rescued';
