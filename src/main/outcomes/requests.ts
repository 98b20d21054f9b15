import type { outcomeRequests } from '#shared/contract/requests/outcomes.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { ListSubject, OutcomeLists } from './outcome-lists.ts';
import type { OutcomeUsage } from './outcome-usage.ts';

export function outcomeHandlers(parts: {
  readonly calls: { known(callId: string): ListSubject };
  readonly lists: OutcomeLists;
  readonly usage: OutcomeUsage;
}): HandlersOf<typeof outcomeRequests> {
  const { calls, lists, usage } = parts;
  return {
    listOutcomes: ({ callId, refresh }) => lists.list(calls.known(callId), refresh),
    getOutcomeUsage: ({ callId }) => {
      const call = calls.known(callId);
      return usage.list(lists.campaignKey(call), () => lists.list(call, false).rows);
    },
    setFavourite: ({ callId, outcome, favourite }) => {
      usage.setFavourite(lists.campaignKey(calls.known(callId)), outcome, favourite);
    },
  };
}
