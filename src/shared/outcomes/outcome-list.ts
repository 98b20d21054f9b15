import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

/**
 * An outcome list for a call. `fetchedAt` is when LCM last gave it (null: never yet), `refreshing` whether LCM is being
 * asked, `failure` why it last did not answer. `assumed` says that LCM has not been asked for this very call and the
 * list is the one of the last campaign. `ignored` counts rows that were unreadable.
 */
export interface OutcomeList {
  readonly listKey: string;
  readonly rows: OutcomeRow[];
  readonly fetchedAt: number | null;
  readonly refreshing: boolean;
  readonly assumed: boolean;
  readonly failure: string | null;
  readonly ignored: number;
}
