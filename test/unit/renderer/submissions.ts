import type { RequestInput } from '#shared/contract/index.ts';
import type { HistoryEntry, SubmissionView } from '#shared/wrapup/submission.ts';
import { ok, type ScriptedCore } from './scripted-core.ts';

export function submission(id: string, change: Partial<SubmissionView> = {}): SubmissionView {
  return {
    id,
    callId: `call-${id}`,
    kind: 'disposition',
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
    reason: null,
    nextTryAt: null,
    updatedAt: Date.now(),
    ...change,
  };
}

/** An entry of the history: the call `call-<seq>` of nobody known. */
export function entryOf(seq: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    ...submission(`s${seq}`, { callId: `call-${seq}`, state: 'delivered' }),
    seq,
    contact: null,
    ...change,
  };
}

/** Answers the outbox's lists with these, by state and page as the core does. */
export function listOutboxOf(core: ScriptedCore, all: readonly SubmissionView[]): void {
  core.answer('listOutbox', ({ states, offset, limit }: RequestInput<'listOutbox'>) => {
    const items = all.filter(({ state }) => states.includes(state));
    return ok({ total: items.length, items: items.slice(offset, offset + limit) });
  });
}
