import { BoundedMap } from '#main/base/bounded-map.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import type { CampaignChoice } from '#shared/contract/requests/wrap-up.ts';
import type { Draft, FieldProblem } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import { NO_FACTS, type ContactCampaign } from '#shared/lcm/call-facts.ts';
import type { OutcomeForest, OutcomeNode } from '#shared/outcomes/outcome-forest.ts';
import { foldPlain } from '#shared/text/search-text.ts';
import { planWrapUp, type WrapUpContext, type WrapUpPlan } from '#shared/wrapup/plan-wrap-up.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

/** Of how many calls and campaigns it is remembered that their outcomes were asked for. */
const MOST_ASKED = 10_000;

/** A wrap-up for another campaign of the contact, ready for the outbox. */
export interface OtherPlan {
  readonly campaign: ContactCampaign;
  readonly plan: WrapUpPlan;
}

/** The other campaigns in which the contact of a call is open, and what a wrap-up would be in each. */
export interface OtherCampaigns {
  /** All that LCM has named for the call. What is not known of their outcomes is asked for. */
  choices(call: CallRecord, draft: Draft): CampaignChoice[];
  /**
   * What goes to those that the agent has ticked, and the names of those to which it cannot go, as a problem each.
   *
   * @param nothingMandatory as for the after-call limit, which submits what the agent has entered so far
   */
  planTicked(
    call: CallRecord,
    draft: Draft,
    nothingMandatory?: boolean,
  ): { readonly plans: readonly OtherPlan[]; readonly problems: readonly FieldProblem[] };
}

export function createOtherCampaigns(deps: {
  readonly lists: Pick<OutcomeLists, 'list' | 'campaign'>;
  readonly outbox: Pick<Outbox, 'latestForCampaign'>;
  readonly contextOf: (call: CallRecord) => WrapUpContext;
  readonly forestOf: (rows: readonly OutcomeRow[]) => OutcomeForest;
}): OtherCampaigns {
  const { lists, outbox, contextOf, forestOf } = deps;
  /** The lists that were asked for: once for each call and campaign. */
  const asked = new BoundedMap<string, true>(MOST_ASKED);

  function outcomesOf(call: CallRecord, { campaignId, lcmKey }: ContactCampaign): OutcomeForest | null {
    const { callId } = call;
    const other = { campaignId, besides: lists.campaign(call) };
    const subject = { callId, lcmKey, type: 'OUTBOUND', other };
    const name = `${campaignId} ${callId}`;
    const known = lists.list(subject, !asked.has(name));
    asked.set(name, true);
    return known.fetchedAt === null ? null : forestOf(known.rows);
  }

  function plan(
    call: CallRecord,
    draft: Draft,
    campaign: ContactCampaign,
    own: WrapUpContext,
  ): OtherPlan | FieldProblem {
    const draftThere = withoutCallback(draft, own);
    if (draftThere === null) return problem('campaigns', 'campaignNeedsOutcome', {});
    const outcomes = outcomesOf(call, campaign);
    if (outcomes === null) return problem('campaigns', 'campaignNotRead', {});
    const { businessOutcomeId } = draftThere;
    const same = businessOutcomeId === null ? null : sameOutcome(businessOutcomeId, own.outcomes, outcomes);
    if (businessOutcomeId !== null && same === null) {
      const outcome = own.outcomes?.byId(businessOutcomeId)?.name ?? businessOutcomeId;
      return problem('campaigns', 'campaignLacksOutcome', { outcome });
    }
    const planned = planWrapUp(
      { ...draftThere, businessOutcomeId: same },
      {
        ...own,
        call: { ...call, lcmKey: campaign.lcmKey },
        outcomes,
        campaign: campaign.campaignId,
        // What LCM told of the call is about its own campaign, but for the names of telephony outcomes, which the agent saw;
        // nobody is marked twice.
        facts: { ...NO_FACTS, telephonyOutcomes: own.facts?.telephonyOutcomes ?? null },
        form: { ...own.form, doNotCall: { ...own.form.doNotCall, offered: 'never' } },
      },
    );
    if (planned.ok) return { campaign, plan: planned.plan };
    return planned.problems[0] ?? problem('campaigns', 'campaignNeedsOutcome', {});
  }

  return {
    choices(call, draft) {
      const context = contextOf(call);
      const named = othersOf(call, context);
      const choices = named.map((campaign) => {
        const planned = plan(call, draft, campaign, context);
        return {
          lcmKey: campaign.lcmKey,
          name: campaign.name ?? campaign.campaignId,
          contactId: campaign.contactId,
          because: 'plan' in planned ? null : planned,
          submission: outbox.latestForCampaign(call.callId, campaign.lcmKey),
        };
      });
      // What was ticked is shown as long as it is, so that the tick can be taken off.
      const gone = draft.campaigns
        .filter((lcmKey) => !named.some((campaign) => campaign.lcmKey === lcmKey))
        .map((lcmKey) => {
          const submission = outbox.latestForCampaign(call.callId, lcmKey);
          const because = problem('campaigns', 'campaignGone', {});
          return { lcmKey, name: submission?.campaign ?? lcmKey, contactId: null, because, submission };
        });
      return [...choices, ...gone];
    },
    planTicked(call, draft, nothingMandatory = false) {
      if (draft.campaigns.length === 0) return { plans: [], problems: [] };
      const context: WrapUpContext = { ...contextOf(call), ...(nothingMandatory && { nothingMandatory }) };
      const named = new Map(othersOf(call, context).map((campaign) => [campaign.lcmKey, campaign]));
      const plans: OtherPlan[] = [];
      const problems: FieldProblem[] = [];
      for (const lcmKey of new Set(draft.campaigns)) {
        const campaign = named.get(lcmKey);
        const planned = campaign === undefined ? null : plan(call, draft, campaign, context);
        if (planned !== null && 'plan' in planned) plans.push(planned);
        else {
          const name = campaign === undefined ? lcmKey : (campaign.name ?? campaign.campaignId);
          problems.push(problem('campaigns', 'campaignNotPossible', { campaign: name }));
        }
      }
      return { plans, problems };
    },
  };
}

/** Those that LCM has named besides the call's own: another LCM key, each once. */
function othersOf(call: Pick<CallRecord, 'lcmKey'>, { facts }: WrapUpContext): ContactCampaign[] {
  const others = (facts?.campaigns?.value ?? []).filter(({ lcmKey }) => lcmKey !== call.lcmKey);
  return [...new Map(others.map((campaign) => [campaign.lcmKey, campaign])).values()];
}

/**
 * What of a draft goes to another campaign: all but the callback, since one person is called back once, and what marks or
 * ticks. Null if nothing is left to say.
 */
function withoutCallback(draft: Draft, { form }: Pick<WrapUpContext, 'form'>): Draft | null {
  const meansCallback = draft.telephonyOutcomeId?.trim() === form.callbackOutcomeId.trim();
  const telephonyOutcomeId = meansCallback ? null : draft.telephonyOutcomeId;
  if ((draft.businessOutcomeId?.trim() ?? '') === '' && (telephonyOutcomeId?.trim() ?? '') === '')
    return null;
  return { ...draft, telephonyOutcomeId, callback: null, doNotCall: null, campaigns: [] };
}

/**
 * The outcome of another campaign that means the same: the one with the same path of names, or else the only one with the
 * same name. An equal id alone says nothing, since campaigns count their outcomes by themselves.
 */
function sameOutcome(id: string, own: OutcomeForest | null, there: OutcomeForest): string | null {
  const chosen = own?.byId(id) ?? null;
  if (chosen?.name === null || chosen?.name === undefined) return null;
  const choosable = there.nodes.filter((node) => node.choosable && node.id !== null);
  const path = folded(chosen);
  const byPath = choosable.filter((node) => folded(node) === path);
  const name = foldPlain(chosen.name);
  const found = byPath.length > 0 ? byPath : choosable.filter((node) => foldPlain(node.name ?? '') === name);
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

const folded = ({ path }: OutcomeNode): string => path.map(foldPlain).join('\n');
