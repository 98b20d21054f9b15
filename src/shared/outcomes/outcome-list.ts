import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

/**
 * An outcome list for a call. `fetchedAt` is when LCM last sent it (null: never), `refreshing` whether LCM is being
 * asked now, `failure` why it last did not answer. `assumed` means that LCM has not yet been asked for this call and
 * the list is the last campaign's. `campaign` is the call's, as far as LCM has named it. `ignored` counts unreadable rows.
 */
export interface OutcomeList {
  readonly listKey: string;
  readonly rows: OutcomeRow[];
  readonly fetchedAt: number | null;
  readonly refreshing: boolean;
  readonly assumed: boolean;
  readonly campaign: string | null;
  readonly failure: string | null;
  readonly ignored: number;
}
