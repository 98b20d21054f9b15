import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { allAtOnce, type Steps } from '#shared/steps/steps.ts';

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

/** The rows of a list, a column for each of their fields: to make 100,000 objects of them takes longer than to read them. */
export type RowColumns = { readonly [Name in keyof OutcomeRow]: readonly OutcomeRow[Name][] };

const COLUMNS = ['id', 'description', 'campaignId', 'leadScore', 'parentId'] as const;

/** How many rows are in a line: reading one takes about a millisecond. */
export const LINE = 2_000;

/** Packs the rows of a line. Lines belong together with a line break between them. */
export function packLine(rows: readonly OutcomeRow[]): string {
  const columns = COLUMNS.map((name) => shorten(rows.map((row) => row[name])));
  return JSON.stringify([rows.length, ...columns] satisfies Line);
}

function shorten(values: readonly Value[]): Column {
  const [one = null] = values;
  return values.every((value) => value === one) ? one : values;
}

/**
 * Reads lines that `packLine` made, one in each step.
 *
 * @throws SyntaxError, TypeError if it is something else
 */
export function* unpackSteps(packed: string): Steps<RowColumns> {
  const lines: Line[] = [];
  for (let at = 0; at < packed.length;) {
    const end = packed.indexOf('\n', at);
    const line = packed.slice(at, end < 0 ? packed.length : end);
    lines.push(JSON.parse(line) as Line);
    at = end < 0 ? packed.length : end + 1;
    yield undefined;
  }
  const columns = COLUMNS.map((name, place) => {
    const parts = lines.map(([count, ...read]) => lengthen(read[place] ?? null, count));
    return [name, ([] as Value[]).concat(...parts)];
  });
  return Object.fromEntries(columns) as RowColumns;
}

function lengthen(column: Column, count: number): readonly Value[] {
  return typeof column === 'object' && column !== null ? column : new Array<Value>(count).fill(column);
}

/** All rows in one go. */
export function unpackRows(packed: string): OutcomeRow[] {
  const columns = allAtOnce(unpackSteps(packed));
  return columns.id.map((_, place) => rowAt(columns, place));
}

export function columnsOf(rows: readonly OutcomeRow[]): {
  [Name in keyof OutcomeRow]: OutcomeRow[Name][];
} {
  return {
    id: rows.map(({ id }) => id),
    description: rows.map(({ description }) => description),
    campaignId: rows.map(({ campaignId }) => campaignId),
    leadScore: rows.map(({ leadScore }) => leadScore),
    parentId: rows.map(({ parentId }) => parentId),
  };
}

export function rowAt(columns: RowColumns, place: number): OutcomeRow {
  return {
    id: columns.id[place] ?? '',
    description: columns.description[place] ?? '',
    campaignId: columns.campaignId[place] ?? null,
    leadScore: columns.leadScore[place] ?? null,
    parentId: columns.parentId[place] ?? null,
  };
}
