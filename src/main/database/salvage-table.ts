import { isDamage, type SqliteConnection, type SqliteStatement, type SqlValue } from './sqlite-runtime.ts';

/** How many rows are asked for one by one in a gap between two readable stretches. */
const LONGEST_GAP = 200_000;

type Row = Readonly<Record<string, SqlValue>> & { readonly seq: number };

/**
 * Copies every readable row of `table` into the same table of `target`: forward until a damaged page, backward to
 * the same gap, then row by row within it. A row that the target's constraints refuse is not one of ours.
 */
export function rescueTable(source: SqliteConnection, target: SqliteConnection, table: string): void {
  const columns = sharedColumns(source, target, table);
  if (columns.length === 0) return;
  const list = columns.join(', ');
  const insert = target.prepare(
    `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const select = (rest: string): SqliteStatement =>
    source.prepare(`SELECT ${list} FROM ${table} NOT INDEXED ${rest}`);

  const copy = (row: Row): void => {
    try {
      insert.run(...columns.map((column) => row[column] ?? null));
    } catch {
      // Its parent row is lost, or its cells are not what this table holds.
    }
  };

  const after = select('WHERE seq > ? ORDER BY seq LIMIT 1');
  const last = walk((seq) => next(after, seq), 0, copy);
  if (last.whole) return;

  const before = select('WHERE seq < ? ORDER BY seq DESC LIMIT 1');
  const top = Number.MAX_SAFE_INTEGER;
  const first = walk((seq) => ifAbove(next(before, seq), last.seq), top, copy);
  if (first.whole) return;

  const one = select('WHERE seq = ?');
  const end = first.seq === top ? highestSeq(source, table, last.seq) + 1 : first.seq;
  for (let seq = last.seq + 1; seq < Math.min(end, last.seq + LONGEST_GAP); seq += 1) {
    walk((at) => (at === seq ? next(one, seq) : undefined), seq, copy);
  }
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
