import type { Core } from '#main/core/core.ts';
import type { History } from '#main/outbox/history/history.ts';
import type { HistoryEntry, HistoryStep } from '#shared/wrapup/submission.ts';
import { ask } from './core-bench.ts';

/** A transition and the submission that it belongs to. */
export type Transition = HistoryStep &
  Pick<HistoryEntry, 'callId' | 'kind' | 'agent' | 'summary'> & { readonly submissionId: string };

type Readable = Pick<History, 'list'> & {
  timeline(submissionId: string): { steps: HistoryStep[] } | Promise<{ steps: HistoryStep[] }>;
};

const PAGE = 200;

/** The whole record, newest first, read as the screen does: page by page, and the timeline of each entry. */
export async function transitionsOf(history: Readable, query = ''): Promise<Transition[]> {
  const found: Transition[] = [];
  for (let before: number | null = null; ;) {
    const { entries } = await history.list({ query, before, limit: PAGE });
    for (const { id: submissionId, callId, kind, agent, summary } of entries) {
      const { steps } = await history.timeline(submissionId);
      found.push(...steps.map((step) => ({ ...step, submissionId, callId, kind, agent, summary })));
    }
    before = entries.at(-1)?.seq ?? 0;
    if (entries.length < PAGE) return found.sort((one, other) => other.seq - one.seq);
  }
}

/** The same, asked of a core. */
export function transitionsOfCore(core: Pick<Core, 'answer'>, query = ''): Promise<Transition[]> {
  const history: Readable = {
    list: (find) => ask(core, 'listHistory', find),
    timeline: (submissionId) => ask(core, 'historyTimeline', { submissionId }),
  };
  return transitionsOf(history, query);
}
