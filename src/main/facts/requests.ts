import type { factRequests } from '#shared/contract/requests/facts.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { FactSubject, Facts } from './facts.ts';

export function factHandlers(parts: {
  readonly calls: { known(callId: string): FactSubject };
  readonly facts: Pick<Facts, 'show'>;
}): HandlersOf<typeof factRequests> {
  const { calls, facts } = parts;
  return { getCallFacts: ({ callId }) => facts.show(calls.known(callId)) };
}
