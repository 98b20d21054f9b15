import type { RequestInput, RequestOutput } from '#shared/contract/index.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';

/** Makes up what waits, or asks for the agent. */
export function made(id: number, contact: string, change: Partial<SubmissionView> = {}): SubmissionView {
  return {
    id: `${id}`,
    callId: contact,
    kind: 'disposition',
    lcmKey: '5|3|1|0|0|44|1',
    agent: 'testagent',
    call: 'SetBusinessOutcomeWithComments',
    summary: 'Promise to pay › In full › By card',
    comment: 'Pays the whole amount by card once the salary is in.',
    fields: [],
    callbackAt: null,
    callbackZone: null,
    madeAt: Date.now() - id * 60_000,
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

/** Answers for the outbox with these, by state and page as the core does. */
export const listed =
  (items: readonly SubmissionView[]) =>
  ({ states, offset, limit }: RequestInput<'listOutbox'>): RequestOutput<'listOutbox'> => {
    const all = items.filter(({ state }) => states.includes(state));
    return { total: all.length, items: all.slice(offset, offset + limit) };
  };
