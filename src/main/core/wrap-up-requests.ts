import type { ClearContact } from '#main/after-call/clear-contact.ts';
import type { CallRecord, Calls } from '#main/calls/call-store.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { usedOutcomes, type OutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import type { OverlapQuestion } from '#main/lcm/questions/overlap-question.ts';
import { mayClash } from '#shared/callback/callback-clash.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { wrapUpRequests } from '#shared/contract/requests/wrap-up.ts';
import { problem } from '#shared/draft/problems.ts';
import { encodeOverlap } from '#shared/lcm/encode.ts';
import { checkedCallback, planWrapUp, type WrapUpPlan } from '#shared/wrapup/plan-wrap-up.ts';
import { RequestError } from './contract-server.ts';
import type { OtherPlan } from './other-campaigns.ts';
import type { WrapUps } from './wrap-ups.ts';

export function wrapUpHandlers(parts: {
  readonly calls: Calls;
  readonly outbox: Outbox;
  readonly wrapUps: WrapUps;
  readonly lists: OutcomeLists;
  readonly usage: OutcomeUsage;
  readonly overlap: Pick<OverlapQuestion, 'ask'>;
  /** Null if the settings do not let agents end after-call work from here. */
  readonly clearing: Pick<ClearContact, 'ask'> | null;
}): HandlersOf<typeof wrapUpRequests> {
  const { calls, outbox, wrapUps, lists, usage, overlap, clearing } = parts;
  /** Whether all of this is said: LCM has acknowledged that submission and one for each other campaign, and nobody is to be marked. */
  function isSaidAlready(
    id: string,
    call: CallRecord,
    plan: WrapUpPlan,
    others: readonly OtherPlan[],
  ): boolean {
    const saidThere = ({ campaign, plan: there }: OtherPlan): boolean => {
      const latest = outbox.latestForCampaign(call.callId, campaign.lcmKey);
      return latest !== null && outbox.isDelivered(latest.id, there);
    };
    return outbox.isDelivered(id, plan) && others.every(saidThere) && wrapUps.isMarked(call, plan);
  }

  return {
    submitWrapUp: ({ callId, draft, unchanged }) => {
      const call = calls.known(callId);
      const planned = planWrapUp(draft, wrapUps.context(call));
      if (!planned.ok) throw new RequestError('invalid', null, planned.problems);
      const { plan } = planned;
      const { plans: others, problems } = wrapUps.otherCampaigns.planTicked(call, draft);
      if (problems.length > 0) throw new RequestError('invalid', null, [...problems]);
      if (
        !unchanged &&
        call.correcting !== null &&
        isSaidAlready(call.correcting.submissionId, call, plan, others)
      )
        throw new RequestError('invalid', null, [problem('form', 'nothingDiffers', {})]);
      const saved = wrapUps.save(call, { plan, draft, others });
      usage.noteUse(() => lists.campaignKey(call), usedOutcomes(draft));
      return { submissionId: saved.id };
    },
    otherCampaigns: ({ callId, draft }) => ({
      items: wrapUps.otherCampaigns.choices(calls.known(callId), draft),
    }),
    beginCorrection: ({ callId }) => {
      const begun = outbox.correct(callId);
      calls.changed.emit(callId);
      return begun;
    },
    bookedCallbacks: ({ callId }) => ({ items: outbox.bookedBeside(calls.known(callId)) }),
    callbackOverlap: async ({ callId, callback }) => {
      const call = calls.known(callId);
      const context = wrapUps.context(call);
      const userId = context.agent?.trim() ?? '';
      const { askLcm, ...rules } = context.form.callbackClash;
      const checked = checkedCallback(callback, context);
      if (!askLcm || !checked.ok || userId === '' || !mayClash(callback.kind === 'personal', rules))
        return null;
      const { callId: id, lcmKey } = call;
      return overlap.ask(encodeOverlap({ callId: id, lcmKey, userId, callback: checked.window.wire }));
    },
    clearCall: ({ callId }) => {
      if (clearing === null) throw new RequestError('unavailable', null);
      clearing.ask(calls.known(callId).callId);
    },
    cancelCorrection: ({ callId }) => {
      outbox.cancelCorrection(callId);
      calls.changed.emit(callId);
    },
  };
}
