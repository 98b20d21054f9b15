import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

/**
 * The campaign of a call as its outcome list tells it: the `CampaignID` of its rows.
 *
 * @returns null where no row names one, and where the list is only assumed to be the call's
 */
export function campaignOf(list: {
  readonly assumed: boolean;
  readonly rows: readonly Pick<OutcomeRow, 'campaignId'>[];
}): string | null {
  if (list.assumed) return null;
  return list.rows.find(({ campaignId }) => campaignId !== null)?.campaignId ?? null;
}
