import type { CallRecord } from '#main/calls/call-store.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';

/**
 * Asks LCM for the campaigns of calls in after-call work that no screen has shown yet, since their after-call rules
 * may depend on them. Each call is asked for once per link.
 */
export interface CampaignQuestions {
  /** Call whenever the calls or the link changed. */
  ask(calls: readonly CallRecord[], isConnected: boolean): void;
}

/** @param deps.isWanted false if no rule depends on a campaign; then LCM is not asked */
export function createCampaignQuestions(deps: {
  readonly isWanted: boolean;
  readonly lists: OutcomeLists;
}): CampaignQuestions {
  const { isWanted, lists } = deps;
  const asked = new Set<string>();
  return {
    ask(calls, isConnected) {
      if (!isWanted) return;
      if (!isConnected) asked.clear();
      for (const call of isConnected ? calls : []) {
        const { callId, phase, wrappedAt } = call;
        const counts = phase === 'ended' && wrappedAt === null;
        if (!counts || asked.has(callId) || lists.campaign(call) !== null) continue;
        asked.add(callId);
        lists.list(call, true);
      }
    },
  };
}
