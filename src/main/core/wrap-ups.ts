import type { LimitSubmission } from '#main/after-call/after-call-limits.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { campaignOf } from '#shared/outcomes/campaign.ts';
import type { Draft } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { buildOutcomeForest, type OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { WrapUpContext, WrapUpPlan } from '#shared/wrapup/plan-wrap-up.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { wrapUpAtLimit, type DefaultOutcome } from '#shared/wrapup/wrap-up-at-limit.ts';

/** What turns the draft of a call into a submission, whoever asks for it: the agent or the after-call limit. */
export interface WrapUps {
  /** What a wrap-up of the call is planned against, now. */
  context(call: CallRecord): WrapUpContext;
  /** Saves a planned wrap-up for delivery. @throws NotSavedError */
  save(call: CallRecord, planned: PlannedWrapUp): SubmissionView;
  /**
   * Saves what is submitted of the call at its after-call limit; see `wrapUpAtLimit` for what that is.
   *
   * @throws NotSavedError
   */
  saveAtLimit(call: CallRecord, outcome: DefaultOutcome): LimitSubmission;
}

export interface PlannedWrapUp {
  readonly plan: WrapUpPlan;
  /** What the plan was made of. */
  readonly draft: Draft;
  readonly byLimit?: true;
}

export function createWrapUps(deps: {
  readonly lists: OutcomeLists;
  readonly outbox: Outbox;
  readonly form: FormSettings;
  readonly agent: () => string | null;
  /** What LCM's clock shows, as far as it is known: whether a callback lies in the past is LCM's to say. */
  readonly lcmNow: () => number;
}): WrapUps {
  const { lists, outbox, form, agent, lcmNow } = deps;
  const forests = new WeakMap<readonly OutcomeRow[], OutcomeForest>();

  /** Built once for a list: it may have ten thousand rows, and the agent waits. */
  function forestOf(rows: readonly OutcomeRow[]): OutcomeForest {
    const known = forests.get(rows);
    if (known !== undefined) return known;
    const forest = buildOutcomeForest(rows, form.groupNames, form);
    forests.set(rows, forest);
    return forest;
  }

  const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
  const wrapUps: WrapUps = {
    context(call) {
      const list = lists.list(call, false);
      return {
        call,
        agent: agent(),
        form,
        outcomes: list.rows.length === 0 ? null : forestOf(list.rows),
        campaign: campaignOf(list),
        machineZone: machineZone(),
        now: lcmNow(),
      };
    },
    save({ callId, lcmKey }, { plan, draft, byLimit }) {
      const { comment } = draft;
      const zone = machineZone();
      return outbox.submit({
        ...plan,
        callId,
        lcmKey,
        agent: agent() ?? '',
        comment,
        draft,
        zone,
        ...(byLimit && { byLimit }),
      });
    },
    saveAtLimit(call, outcome) {
      const planned = wrapUpAtLimit(call.draft, outcome, wrapUps.context(call));
      if (!planned.ok) return { ok: false, because: planned.fault };
      wrapUps.save(call, { plan: planned.plan, draft: planned.draft, byLimit: true });
      return { ok: true, summary: planned.plan.summary };
    },
  };
  return wrapUps;
}
