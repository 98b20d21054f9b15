import type { LimitSubmission } from '#main/after-call/after-call-limits.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import type { Draft } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { buildOutcomeForest, type OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { WrapUpContext, WrapUpPlan } from '#shared/wrapup/plan-wrap-up.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { wrapUpAtLimit, type DefaultOutcome } from '#shared/wrapup/wrap-up-at-limit.ts';
import { calledNumber } from './contact-numbers.ts';

/** Turns the draft of a call into a submission, for the agent or for the after-call limit. */
export interface WrapUps {
  /** What is known now that a wrap-up of the call is planned with. */
  context(call: CallRecord): WrapUpContext;
  /** Saves a planned wrap-up for delivery. @throws NotSavedError */
  save(call: CallRecord, planned: PlannedWrapUp): SubmissionView;
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

  const wrapUps: WrapUps = {
    context(call) {
      const list = lists.list(call, false);
      return {
        call,
        agent: agent(),
        form,
        outcomes: list.rows.length === 0 ? null : forestOf(list.rows),
        campaign: list.campaign,
        facts: facts.of(call),
        machineZone: machineZone(),
        now: lcmNow(),
      };
    },
    save(call, { plan, draft, byLimit }) {
      const { callId, lcmKey } = call;
      const { comment } = draft;
      const zone = machineZone();
      const number = calledNumber(call, facts.of(call));
      return outbox.submit({
        ...plan,
        callId,
        lcmKey,
        agent: agent() ?? '',
        comment,
        ...(number !== null && { number }),
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
