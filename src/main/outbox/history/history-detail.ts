import type { Viewer } from '#main/base/viewer.ts';
import type { HistoryRow, SubmissionStore } from '../store.ts';

/** Why a submission moved, as the viewer may read it: LCM's words always, another agent's never. */
export function historyDetail(store: SubmissionStore, row: HistoryRow, viewer: Viewer): string {
  return row.to_state === 'discarded' && !viewer.mayRead(row.agent) ? '' : store.detail(row);
}
