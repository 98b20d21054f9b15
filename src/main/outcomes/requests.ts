import type { outcomeRequests } from '#shared/contract/requests/outcomes.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { KnownList, ListSubject, OutcomeLists } from './outcome-lists.ts';
import type { OutcomeUsage } from './outcome-usage.ts';

export function outcomeHandlers(parts: {
  readonly calls: { known(callId: string): ListSubject };
  readonly lists: OutcomeLists;
  readonly usage: OutcomeUsage;
}): HandlersOf<typeof outcomeRequests> {
  const { calls, lists, usage } = parts;
  return {
    listOutcomes: ({ callId, refresh, known }) => shown(lists.list(calls.known(callId), refresh), known),
    getOutcomeUsage: ({ callId }) => {
      const call = calls.known(callId);
      return usage.list(lists.campaignKey(call), () => lists.list(call, false).rows);
    },
    setFavourite: ({ callId, outcome, favourite }) => {
      usage.setFavourite(lists.campaignKey(calls.known(callId)), outcome, favourite);
    },
  };
}

/** A list for a screen that has the rows of some versions. */
function shown(list: KnownList, known: readonly string[]): OutcomeList {
  const { version, count, packed } = list.outcomes;
  const { listKey, fetchedAt, refreshing, assumed, campaign, failure, ignored } = list;
  const state = { listKey, fetchedAt, refreshing, assumed, campaign, failure, ignored };
  return { ...state, version, count, packed: known.includes(version) ? null : packed };
}
