import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { LINE, packLine, unpackRows } from '#shared/outcomes/packed-rows.ts';

/** The rows of an answer to `listOutcomes`; none if it says that the screen has them. */
export function listedRows({ packed }: OutcomeList): OutcomeRow[] {
  return unpackRows(packed ?? '');
}

/** Packs all rows at once. */
export function packRows(rows: readonly OutcomeRow[]): string {
  const starts = Array.from({ length: Math.ceil(rows.length / LINE) }, (_, line) => line * LINE);
  return starts.map((from) => packLine(rows, from)).join('\n');
}
