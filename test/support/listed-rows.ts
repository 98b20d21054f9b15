import { listedOutcomes } from '#main/outcomes/listed-outcomes.ts';
import { readOutcomeRow } from '#shared/lcm/decode.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { unpackRows } from '#shared/outcomes/packed-rows.ts';

/** The rows of an answer to `listOutcomes`; none if it says that the screen has them. */
export function listedRows({ packed }: OutcomeList): OutcomeRow[] {
  return unpackRows(packed ?? '');
}

/** Packs all rows at once. */
export function packRows(rows: readonly OutcomeRow[]): string {
  return listedOutcomes(rows).packed;
}

/** The outcomes in LCM's list, and how many of its entries are none. */
export function readEntries(entries: readonly unknown[]): { rows: OutcomeRow[]; ignored: number } {
  const rows = entries.flatMap((entry) => readOutcomeRow(entry) ?? []);
  return { rows, ignored: entries.length - rows.length };
}
