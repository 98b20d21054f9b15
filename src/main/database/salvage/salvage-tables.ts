import type { SqliteConnection, SqliteStatement, SqlValue } from '../sqlite-runtime.ts';
import type { Cells, RowTaker } from './row-taker.ts';

/** A row that its table refused. */
export interface Misfit {
  readonly taker: RowTaker;
  readonly cells: Cells;
}

/**
 * Reads every table of `source` through SQLite: from the first row to the first fault, then from the last row back, then
 * the rows between cell by cell.
 *
 * @param put adds a row to its table, and returns whether it fits
 * @returns the rows that do not fit, and those of which some cells cannot be read
 */
export function rescueTables(
  source: SqliteConnection,
  takers: readonly RowTaker[],
  put: (taker: RowTaker, cells: Cells) => boolean,
): Misfit[] {
  const misfits: Misfit[] = [];
  for (const taker of takers) {
    const seen = new Set<unknown>();
    for (const order of ['', 'ORDER BY seq DESC']) {
      for (const cells of wholeRows(source, taker, order)) {
        seen.add(cells[0]);
        if (!put(taker, cells)) misfits.push({ taker, cells });
      }
    }
    for (const cells of brokenRows(source, taker, seen)) misfits.push({ taker, cells });
  }
  return misfits;
}

/** A damaged tree may lead in circles. After this many rows that came before, its reading ends. */
const MOST_REPEATS = 1_000;

/** The rows that can be read in that order. */
function* wholeRows(source: SqliteConnection, { table, columns }: RowTaker, order: string): Generator<Cells> {
  const known = namesOf(source, table);
  // A file of an older schema has fewer columns.
  const list = columns.map((column) => (known.has(column) ? column : `NULL AS ${column}`)).join(', ');
  for (const row of unrepeated(prepared(source, `SELECT ${list} FROM ${table} NOT INDEXED ${order}`)))
    yield columns.map((column) => row[column]) as Cells;
}

/** The rows whose number can be read but is not in `known`, with the cells that can be read, column by column. */
function* brokenRows(
  source: SqliteConnection,
  { table, columns }: RowTaker,
  known: ReadonlySet<unknown>,
): Generator<Cells> {
  const missing = [...unrepeated(prepared(source, `SELECT seq FROM ${table} NOT INDEXED`))].flatMap(
    ({ seq }) => (known.has(seq) ? [] : [seq]),
  );
  if (missing.length === 0) return;
  const read = columns.map((column) => {
    // If a tree is out of order, a scan gives cells that a lookup by number does not find.
    const passed = new Map<unknown, unknown>();
    for (const row of unrepeated(prepared(source, `SELECT seq, ${column} FROM ${table} NOT INDEXED`)))
      passed.set(row['seq'], row[column]);
    const one = prepared(source, `SELECT ${column} FROM ${table} WHERE seq = ?`);
    return (seq: unknown) => passed.get(seq) ?? [...readable(one, seq as bigint)][0]?.[column];
  });
  for (const seq of new Set(missing))
    yield read.map((cell, index) => (index === 0 ? seq : cell(seq))) as Cells;
}

function* unrepeated(statement: SqliteStatement | null): Generator<Readonly<Record<string, unknown>>> {
  const seen = new Set<unknown>();
  let repeats = 0;
  for (const row of readable(statement)) {
    const { seq } = row;
    if (seen.has(seq)) repeats += 1;
    if (repeats > MOST_REPEATS) return;
    seen.add(seq);
    yield row;
  }
}

function namesOf(source: SqliteConnection, table: string): Set<unknown> {
  return new Set([...readable(prepared(source, `PRAGMA table_info(${table})`))].map(({ name }) => name));
}

/** The statement, or null if its table or column cannot be found. */
export function prepared(source: SqliteConnection, sql: string): SqliteStatement | null {
  try {
    const statement = source.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  } catch {
    return null;
  }
}

/** The rows before the first one that cannot be read. */
export function* readable(
  statement: SqliteStatement | null,
  ...parameters: SqlValue[]
): Generator<Readonly<Record<string, unknown>>> {
  try {
    if (statement !== null)
      yield* statement.iterate(...parameters) as Iterable<Readonly<Record<string, unknown>>>;
  } catch {
    // Reading ends here.
  }
}
