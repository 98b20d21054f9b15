import type { Calls } from '#main/calls/call-store.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { usedOutcomes, type OutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { wrapUpRequests } from '#shared/contract/requests/wrap-up.ts';
import { planWrapUp } from '#shared/wrapup/plan-wrap-up.ts';
import { RequestError } from './contract-server.ts';
import type { WrapUps } from './wrap-ups.ts';

export function wrapUpHandlers(parts: {
  readonly calls: Calls;
  readonly wrapUps: WrapUps;
  readonly lists: OutcomeLists;
  readonly usage: OutcomeUsage;
}): HandlersOf<typeof wrapUpRequests> {
  const { calls, wrapUps, lists, usage } = parts;
  return {
    submitWrapUp: ({ callId, draft }) => {
      const call = calls.known(callId);
      const planned = planWrapUp(draft, wrapUps.context(call));
      if (!planned.ok) throw new RequestError('invalid', null, planned.problems);
      const saved = wrapUps.save(call, { plan: planned.plan, draft });
      usage.noteUse(() => lists.campaignKey(call), usedOutcomes(draft));
      return { submissionId: saved.id, savedAt: saved.madeAt };
    },
  };
}
