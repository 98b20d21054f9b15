import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

/**
 * The rows of a list as one text, which crosses to the screen and is kept on disk. 100,000 objects take half a second to
 * cross, and as long again to be read in one piece; a text is copied as it is and read line by line.
 *
 * Each line is JSON: how many rows it has, then their columns in the order of `COLUMNS`. A column whose values are all the
 * same is that value alone.
 */
type Line = readonly [count: number, ...columns: Column[]];
type Column = readonly Value[] | Value;
type Value = string | number | null;

const COLUMNS = ['id', 'description', 'campaignId', 'leadScore', 'parentId'] as const;

/** How many rows are in a line: reading one takes about a millisecond. */
export const LINE = 2_000;

/** Packs the next {@link LINE} rows, or fewer at the end. The lines of a list belong together with a line break between them. */
export function packLine(rows: readonly OutcomeRow[], from: number): string {
  const some = rows.slice(from, from + LINE);
  const columns = COLUMNS.map((name) => shorten(some.map((row) => row[name])));
  return JSON.stringify([some.length, ...columns] satisfies Line);
}

function shorten(values: readonly Value[]): Column {
  const [one = null] = values;
  return values.every((value) => value === one) ? one : values;
}

/**
 * Reads a list that `packLine` made, the lines with a line break between them.
 *
 * @throws SyntaxError, TypeError if it is something else
 */
export function unpackRows(packed: string): OutcomeRow[] {
  return linesOf(packed).flatMap(unpackLine);
}

/** The lines of a list. */
export function linesOf(packed: string): string[] {
  return packed === '' ? [] : packed.split('\n');
}

/** {@link unpackRows} of one line. */
export function unpackLine(line: string): OutcomeRow[] {
  const [count, ids, names, campaigns, scores, parents] = JSON.parse(line) as Line;
  const valueOf = (column: Column | undefined, at: number): unknown =>
    typeof column === 'object' && column !== null ? column[at] : column;
  const rows: OutcomeRow[] = [];
  for (let at = 0; at < count; at += 1) {
    rows.push({
      id: valueOf(ids, at) as string,
      description: valueOf(names, at) as string,
      campaignId: valueOf(campaigns, at) as string | null,
      leadScore: valueOf(scores, at) as number | null,
      parentId: valueOf(parents, at) as string | null,
    });
  }
  return rows;
}
