import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { packLines, unpackRows } from '#shared/outcomes/packed-rows.ts';

/** The rows of an answer to `listOutcomes`; none if it says that the screen has them. */
export function listedRows({ packed }: OutcomeList): OutcomeRow[] {
  return unpackRows(packed ?? '');
}

/** Packs all rows at once. */
export function packRows(rows: readonly OutcomeRow[]): string {
  return [...packLines(rows)].join('\n');
}
