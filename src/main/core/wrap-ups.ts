import type { LimitSubmission } from '#main/after-call/after-call-limits.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { NewSubmission, Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { buildOutcomeForest, type OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { WrapUpContext, WrapUpPlan } from '#shared/wrapup/plan-wrap-up.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { wrapUpAtLimit, type DefaultOutcome } from '#shared/wrapup/wrap-up-at-limit.ts';
import { planDoNotCall } from '#shared/wrapup/do-not-call.ts';
import { calledNumber } from './contact-numbers.ts';
import { RequestError } from './contract-server.ts';
import { covers, doNotCallSubmission } from './do-not-call-requests.ts';
import { createOtherCampaigns, type OtherCampaigns, type OtherPlan } from './other-campaigns.ts';

/** Turns the draft of a call into a submission, for the agent or for the after-call limit. */
export interface WrapUps {
  /** What is known now that a wrap-up of the call is planned with. */
  context(call: CallRecord): WrapUpContext;
  /**
   * Saves a planned wrap-up for delivery, with what it marks and what goes to other campaigns: all of it or nothing.
   *
   * @returns the submission for the call's own campaign
   * @throws NotSavedError; RequestError if a do-not-call cannot be sent
   */
  save(call: CallRecord, planned: PlannedWrapUp): SubmissionView;
  readonly otherCampaigns: OtherCampaigns;
  /**
   * Whether nothing is left to mark: the plan marks nobody, or a saved do-not-call says as much.
   *
   * @throws RequestError if a do-not-call cannot be sent
   */
  isMarked(call: CallRecord, plan: WrapUpPlan): boolean;
  /**
   * Saves the wrap-up that is submitted when the call reaches its after-call limit; see `wrapUpAtLimit`.
   *
   * @throws NotSavedError
   */
  saveAtLimit(call: CallRecord, outcome: DefaultOutcome): LimitSubmission;
}

export interface PlannedWrapUp {
  readonly plan: WrapUpPlan;
  /** The draft that the plan was made from. */
  readonly draft: Draft;
  /** What goes to other campaigns of the contact. */
  readonly others: readonly OtherPlan[];
  readonly byLimit?: true;
}

export function createWrapUps(deps: {
  readonly lists: OutcomeLists;
  readonly facts: Pick<Facts, 'of'>;
  readonly outbox: Outbox;
  readonly form: FormSettings;
  readonly agent: () => string | null;
  /** LCM's time, as far as it is known: LCM decides whether a callback lies in the past. */
  readonly lcmNow: () => number;
}): WrapUps {
  const { lists, facts, outbox, form, agent, lcmNow } = deps;
  const forests = new WeakMap<readonly OutcomeRow[], OutcomeForest>();

  /** Builds the forest once for each list: a list may have ten thousand rows, and the agent waits. */
  function forestOf(rows: readonly OutcomeRow[]): OutcomeForest {
    const known = forests.get(rows);
    if (known !== undefined) return known;
    const forest = buildOutcomeForest(rows, form.groupNames, form);
    forests.set(rows, forest);
    return forest;
  }

  /**
   * The do-not-call of an outcome; nothing if the contact has one from this call already that says as much. A call may have
   * got another LCM key since, and so another contact.
   *
   * @throws RequestError if the settings' ids cannot be sent
   */
  function markedBy(call: CallRecord, { doNotCall: wish }: Pick<WrapUpPlan, 'doNotCall'>): NewSubmission[] {
    if (wish === null) return [];
    const context = { ...wrapUps.context(call), facts: facts.of(call) };
    const planned = planDoNotCall(wish, context);
    if (!planned.ok) throw new RequestError('invalid', null, planned.problems);
    const { data, summary } = planned.plan;
    const isSaid = outbox
      .doNotCalls(call.callId)
      .some((each) => each.lcmKey === call.lcmKey && each.state !== 'refused' && covers(each, summary));
    return isSaid ? [] : [doNotCallSubmission(call, { agent: agent(), data, summary })];
  }

  const otherCampaigns = createOtherCampaigns({
    lists,
    outbox,
    contextOf: (call) => wrapUps.context(call),
    forestOf,
  });

  const wrapUps: WrapUps = {
    context(call) {
      const list = lists.list(call, false);
      return {
        call,
        agent: agent(),
        form,
        outcomes: list.outcomes.count === 0 ? null : forestOf(list.rows),
        campaign: list.campaign,
        facts: facts.of(call),
        machineZone: machineZone(),
        now: lcmNow(),
      };
    },
    otherCampaigns,
    isMarked: (call, plan) => markedBy(call, plan).length === 0,
    save(call, { plan, draft, others, byLimit }) {
      const { callId, lcmKey } = call;
      const number = calledNumber(call, facts.of(call));
      const common = {
        ...{ callId, agent: agent() ?? '', comment: draft.comment, zone: machineZone() },
        ...(byLimit && { byLimit }),
      };
      const own = { ...common, ...plan, lcmKey, draft, ...(number !== null && { number }) };
      const toOthers = others.map(({ plan: there, campaign }) => ({
        ...{ ...common, ...there, lcmKey: campaign.lcmKey, draft: null },
        otherCampaign: { id: campaign.campaignId, name: campaign.name },
      }));
      // The do-not-call stands first, since it goes first.
      const marked = markedBy(call, plan);
      const saved = outbox.submitAll([...marked, own, ...toOthers]);
      return saved[marked.length] as SubmissionView;
    },
    saveAtLimit(call, outcome) {
      const planned = wrapUpAtLimit(call.draft, outcome, wrapUps.context(call));
      if (!planned.ok) return { ok: false, because: planned.fault };
      const { plan, draft } = planned;
      // The agent ticked campaigns for what they chose, not for the default outcome.
      const { businessOutcomeId, telephonyOutcomeId } = call.draft ?? EMPTY_DRAFT;
      const isOwn =
        draft.businessOutcomeId === businessOutcomeId && draft.telephonyOutcomeId === telephonyOutcomeId;
      const said = isOwn ? draft : { ...draft, businessOutcomeId: null, telephonyOutcomeId: null };
      const { plans: others, problems } = otherCampaigns.planTicked(call, said, true);
      try {
        wrapUps.save(call, { plan, draft, others, byLimit: true });
      } catch (error) {
        if (error instanceof RequestError) return { ok: false, because: 'limitOutcome' };
        throw error;
      }
      return {
        ok: true,
        summary: planned.plan.summary,
        leftOut: problems.map(({ params }) => String(params['campaign'])),
      };
    },
  };
  return wrapUps;
}
