import { isDamage, type SqliteConnection, type SqliteStatement, type SqlValue } from '../sqlite-runtime.ts';

/** How many rows are asked for one by one in a gap between two readable stretches. */
const LONGEST_GAP = 200_000;

type Row = Readonly<Record<string, SqlValue>> & { readonly seq: number };

/** The last rows that were read before and after a gap, or null where there is none. */
type Gap = { readonly from: number; readonly to: number } | null;

const TOP = Number.MAX_SAFE_INTEGER;

/**
 * Copies every readable row of `table` into the same table of `target`: forward until a damaged page, backward to
 * the same gap, then row by row within it. A row that the target's constraints refuse is not one of ours.
 *
 * @returns whether all of it was readable
 */
export function rescueTable(source: SqliteConnection, target: SqliteConnection, table: string): boolean {
  const copier = createCopier(source, target, table);
  if (copier === null) return true;
  const gap = copyStretches(copier);
  if (gap === null) return true;
  const one = copier.select('WHERE seq = ?');
  const end = gap.to === TOP ? highestSeq(source, table, gap.from) + 1 : gap.to;
  for (let seq = gap.from + 1; seq < Math.min(end, gap.from + LONGEST_GAP); seq += 1) {
    walk((at) => (at === seq ? next(one, seq) : undefined), seq, copier.copy);
  }
  return false;
}

/**
 * Prepares to copy, each time it is called, what can be read of `table` from either end; it tells whether the target took
 * any row.
 */
export function rescueStretches(
  source: SqliteConnection,
  target: SqliteConnection,
  table: string,
): () => boolean {
  const copier = createCopier(source, target, table);
  return () => {
    if (copier === null) return false;
    const before = copier.taken();
    copyStretches(copier);
    return copier.taken() > before;
  };
}

interface Copier {
  select(rest: string): SqliteStatement;
  readonly after: SqliteStatement;
  readonly before: SqliteStatement;
  readonly copy: (row: Row) => void;
  /** How many rows the target took. */
  taken(): number;
}

function createCopier(source: SqliteConnection, target: SqliteConnection, table: string): Copier | null {
  const columns = sharedColumns(source, target, table);
  if (columns.length === 0) return null;
  const list = columns.join(', ');
  const insert = target.prepare(
    `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const select = (rest: string): SqliteStatement =>
    source.prepare(`SELECT ${list} FROM ${table} NOT INDEXED ${rest}`);
  let taken = 0;
  return {
    select,
    taken: () => taken,
    after: select('WHERE seq > ? ORDER BY seq LIMIT 1'),
    before: select('WHERE seq < ? ORDER BY seq DESC LIMIT 1'),
    copy(row) {
      try {
        taken += Number(insert.run(...columns.map((column) => row[column] ?? null)).changes);
      } catch {
        // Its parent row is lost, or its cells are not what this table holds.
      }
    },
  };
}

function copyStretches({ after, before, copy }: Copier): Gap {
  const last = walk((seq) => next(after, seq), 0, copy);
  if (last.whole) return null;
  const first = walk((seq) => ifAbove(next(before, seq), last.seq), TOP, copy);
  return first.whole ? null : { from: last.seq, to: first.seq };
}

/** Goes from row to row until there is none (`whole`) or a page is damaged; `seq` is the last row that was read. */
function walk(
  step: (seq: number) => Row | undefined,
  start: number,
  visit: (row: Row) => void,
): { seq: number; whole: boolean } {
  let seq = start;
  try {
    for (let row = step(seq); row !== undefined; row = step(seq)) {
      visit(row);
      if (row.seq === seq) break;
      seq = row.seq;
    }
    return { seq, whole: true };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { seq, whole: false };
  }
}

function next(statement: SqliteStatement, seq: number): Row | undefined {
  return statement.get(seq) as Row | undefined;
}

function ifAbove(row: Row | undefined, floor: number): Row | undefined {
  return row !== undefined && row.seq > floor ? row : undefined;
}

function highestSeq(source: SqliteConnection, table: string, atLeast: number): number {
  try {
    const row = source.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(table) as
      { seq: number } | undefined;
    return Math.max(row?.seq ?? 0, atLeast);
  } catch {
    return atLeast + LONGEST_GAP;
  }
}

/** Columns that both have, so that a file of an older schema can be read. */
function sharedColumns(source: SqliteConnection, target: SqliteConnection, table: string): string[] {
  const names = (connection: SqliteConnection): string[] =>
    (connection.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[]).map((row) => row.name);
  const known = new Set(names(source));
  return names(target).filter((name) => known.has(name));
}
