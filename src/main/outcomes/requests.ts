import type { outcomeRequests } from '#shared/contract/requests/outcomes.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { KnownList, ListSubject, OutcomeLists } from './outcome-lists.ts';
import type { OutcomeUsage } from './outcome-usage.ts';

/**
 * How long a screen without a list waits for LCM's before it is told that there is none, in milliseconds. One of 100,000 is mostly
 * there by then.
 */
const PATIENCE_MS = 500;

export function outcomeHandlers(parts: {
  readonly calls: { known(callId: string): ListSubject };
  readonly lists: OutcomeLists;
  readonly usage: OutcomeUsage;
}): HandlersOf<typeof outcomeRequests> {
  const { calls, lists, usage } = parts;
  return {
    async listOutcomes({ callId, refresh, known }) {
      const call = calls.known(callId);
      const list = lists.list(call, refresh);
      if (refresh === false || list.fetchedAt !== null || !list.refreshing) return shown(list, known);
      // Mostly it comes before the screen could show that it is on its way.
      await lists.answered(call, PATIENCE_MS);
      return shown(lists.list(call, false), known);
    },
    getOutcomeUsage: ({ callId }) => {
      const call = calls.known(callId);
      return usage.list(lists.campaignKey(call), () => lists.list(call, false).rows);
    },
    setFavourite: ({ callId, outcome, favourite }) =>
      usage.setFavourite(lists.campaignKey(calls.known(callId)), outcome, favourite),
  };
}

/** A list for a screen that has the rows of some versions. */
function shown(list: KnownList, known: readonly string[]): OutcomeList {
  const { version, count, packed } = list.outcomes;
  const { listKey, fetchedAt, refreshing, assumed, campaign, failure, ignored } = list;
  const state = { listKey, fetchedAt, refreshing, assumed, campaign, failure, ignored };
  return { ...state, version, count, packed: known.includes(version) ? null : packed };
}
