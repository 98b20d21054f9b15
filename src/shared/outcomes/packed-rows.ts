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
const LINE = 2_000;

/** Packs rows in their order, a line in each step; the lines belong together with a line break between them. */
export function* packLines(rows: readonly OutcomeRow[]): Generator<string, void> {
  for (let at = 0; at < rows.length; at += LINE) {
    const some = rows.slice(at, at + LINE);
    const columns = COLUMNS.map((name) => shorten(some.map((row) => row[name])));
    yield JSON.stringify([some.length, ...columns] satisfies Line);
  }
}

function shorten(values: readonly Value[]): Column {
  const [one = null] = values;
  return values.every((value) => value === one) ? one : values;
}

/**
 * Reads what `packLines` made, a line in each step.
 *
 * @throws SyntaxError, TypeError if it is something else
 */
export function* unpackSteps(packed: string): Generator<undefined, OutcomeRow[]> {
  const rows: OutcomeRow[] = [];
  for (let at = 0; at < packed.length;) {
    const end = packed.indexOf('\n', at);
    const line = packed.slice(at, end < 0 ? packed.length : end);
    readLine(JSON.parse(line) as Line, rows);
    at = end < 0 ? packed.length : end + 1;
    yield undefined;
  }
  return rows;
}

/** {@link unpackSteps} in one go. */
export function unpackRows(packed: string): OutcomeRow[] {
  const steps = unpackSteps(packed);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function readLine([count, ids, names, campaigns, scores, parents]: Line, rows: OutcomeRow[]): void {
  const valueOf = (column: Column | undefined, at: number): unknown =>
    typeof column === 'object' && column !== null ? column[at] : column;
  for (let at = 0; at < count; at += 1) {
    rows.push({
      id: valueOf(ids, at) as string,
      description: valueOf(names, at) as string,
      campaignId: valueOf(campaigns, at) as string | null,
      leadScore: valueOf(scores, at) as number | null,
      parentId: valueOf(parents, at) as string | null,
    });
  }
}
