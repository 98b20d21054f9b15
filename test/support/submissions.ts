import type { RequestInput, RequestOutput } from '#shared/contract/index.ts';
import type { HistoryEntry, ListedSubmission } from '#shared/wrapup/submission.ts';

/** Makes up a submission as the page sees it in a list: one that waits, saved two minutes ago, with nobody known. */
export function submission(id: string, change: Partial<ListedSubmission> = {}): ListedSubmission {
  return {
    id,
    callId: `call-${id}`,
    kind: 'disposition',
    campaign: null,
    lcmKey: '1|2',
    agent: 'a.moreno',
    call: 'SetBusinessOutcomeWithComments',
    summary: `Payment › ${id}`,
    comment: '',
    fields: [],
    callbackAt: null,
    callbackZone: null,
    madeAt: Date.now() - 120_000,
    byLimit: false,
    state: 'queued',
    unknown: false,
    withheld: false,
    attempts: 0,
    isLetPast: false,
    reason: null,
    nextTryAt: null,
    updatedAt: Date.now(),
    contact: null,
    ...change,
  };
}

/** An entry of the history: the call `call-<seq>` with nobody known. */
export function entryOf(seq: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    ...submission(`s${seq}`, { callId: `call-${seq}`, state: 'delivered' }),
    seq,
    ...change,
  };
}

/** Answers for the outbox with these, by state and page as the core does. */
export const listed =
  (items: readonly ListedSubmission[]) =>
  ({ states, offset, limit }: RequestInput<'listOutbox'>): RequestOutput<'listOutbox'> => {
    const all = items.filter(({ state }) => states.includes(state));
    return { total: all.length, items: all.slice(offset, offset + limit) };
  };
