import type { CallRecord } from '#main/calls/call-store.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { campaignOf } from '#shared/wrapup/campaign.ts';
import type { Draft } from '#shared/wrapup/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { buildOutcomeForest } from '#shared/wrapup/outcome-forest.ts';
import type { WrapUpContext, WrapUpPlan } from '#shared/wrapup/plan-wrap-up.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';

/** What turns the draft of a call into a submission, whoever asks for it: the agent or the after-call limit. */
export interface WrapUps {
  /** What a wrap-up of the call is planned against, now. */
  context(call: CallRecord): WrapUpContext;
  /** Saves a planned wrap-up for delivery. @throws NotSavedError */
  save(call: CallRecord, planned: PlannedWrapUp): SubmissionView;
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
  const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    context(call) {
      const list = lists.list(call, false);
      return {
        call,
        agent: agent(),
        form,
        outcomes: list.rows.length === 0 ? null : buildOutcomeForest(list.rows, form.groupNames, form),
        campaign: campaignOf(list),
        machineZone: machineZone(),
        now: lcmNow(),
      };
    },
    save({ callId, lcmKey }, { plan, draft, byLimit }) {
      const { comment } = draft;
      const zone = machineZone();
      return outbox.submit({
        ...{ ...plan, callId, lcmKey, agent: agent() ?? '', comment, draft, zone },
        ...(byLimit && { byLimit }),
      });
    },
  };
}
