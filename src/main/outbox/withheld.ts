import type { HistoryRow, SubmissionStore } from './store.ts';

/** Whether what this agent wrote about people is kept from whoever is signed in now. */
export type Withheld = (author: string) => boolean;

/** Why a submission moved, as whoever is signed in may read it: LCM's words always, another agent's never. */
export function detailFor(store: SubmissionStore, row: HistoryRow, withheld: Withheld): string {
  return row.to_state === 'discarded' && withheld(row.agent) ? '' : store.detail(row);
}
