import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

/**
 * The campaign of a call: the `CampaignID` in the rows of its outcome list.
 *
 * @returns null if no row names one, or if the list is only assumed to be the call's
 */
export function campaignOf(list: {
  readonly assumed: boolean;
  readonly rows: readonly Pick<OutcomeRow, 'campaignId'>[];
}): string | null {
  if (list.assumed) return null;
  return list.rows.find(({ campaignId }) => campaignId !== null)?.campaignId ?? null;
}
