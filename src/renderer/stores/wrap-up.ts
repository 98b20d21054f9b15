import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import { callbackZoneOf } from '#shared/wrapup/callback-window.ts';
import { campaignOf } from '#shared/wrapup/campaign.ts';
import {
  EMPTY_DRAFT,
  type CallbackDraft,
  type Draft,
  type FieldProblem,
  type FormField,
} from '#shared/wrapup/draft.ts';
import { mandatoryFields } from '#shared/wrapup/mandatory.ts';
import type { OutcomeForest } from '#shared/wrapup/outcome-forest.ts';
import { planWrapUp, type WrapUpResult } from '#shared/wrapup/plan-wrap-up.ts';
import { useCore } from '../api/core.ts';
import { callName } from '../components/calls/call-name.ts';
import { useApp } from './app.ts';
import { useClock } from './clock.ts';
import { useDrafts } from './drafts.ts';
import { useOutcomes } from './outcomes.ts';
import { useSelection } from './selection.ts';

/** Problems of what is not there yet: said once the agent tried to submit. All others are said at once. */
const SAID_AT_SUBMIT: ReadonlySet<string> = new Set([
  'nothingChosen',
  'noAgent',
  'callbackMissing',
  'startDateMissing',
  'startTimeMissing',
  'endTimeMissing',
  'callbackModeMissing',
  'mandatoryMissing',
]);

/** For how long after a submit another one is taken for the same press, bounced or pressed twice, in milliseconds. */
const BOUNCE_MS = 500;

/** What was submitted last. */
export interface SavedWrapUp {
  readonly callId: string;
  readonly submissionId: string;
  readonly name: string;
  readonly summary: string;
}

/** The wrap-up form of the selected call: its draft, what would be sent, what keeps it from being sent. */
export const useWrapUp = defineStore('wrapUp', () => {
  const { api } = useCore();
  const app = useApp();
  const clock = useClock();
  const drafts = useDrafts();
  const outcomes = useOutcomes();
  const selection = useSelection();

  const attempted = shallowReactive(new Set<string>());
  const fromCore = shallowRef<readonly FieldProblem[]>([]);
  const failure = shallowRef<ContractError | null>(null);
  const saved = shallowRef<SavedWrapUp | null>(null);
  const submitting = ref(false);
  let submittedAt = -Infinity;

  const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = computed(() => {
    const form = app.state?.form;
    return form === undefined ? machineZone : callbackZoneOf(form, machineZone);
  });

  const draft = computed<Draft>(() => {
    const id = selection.call?.callId;
    return id === undefined ? EMPTY_DRAFT : drafts.of(id);
  });

  /** The selected call's, as far as its outcome list tells. */
  const campaign = computed(() => (outcomes.current === null ? null : campaignOf(outcomes.current.list)));

  /** The fields that have to be filled in for it. */
  const mandatory = computed<ReadonlySet<FormField>>(() =>
    app.state === null ? new Set() : mandatoryFields(app.state.form.mandatory, campaign.value),
  );

  /** What submitting would come to now; null where no call is selected. */
  const result = computed<WrapUpResult | null>(() => {
    const { call } = selection;
    if (call === null || app.state === null) return null;
    return planWrapUp(draft.value, {
      call,
      agent: app.state.agent,
      form: app.state.form,
      // A list that was never had cannot say that an outcome is not in it.
      outcomes: knownForest(),
      campaign: campaign.value,
      machineZone,
      now: clock.now,
    });
  });

  function knownForest(): OutcomeForest | null {
    const known = outcomes.current;
    return known === null || known.list.fetchedAt === null ? null : known.forest;
  }

  /** The problems to show, each beside its field. */
  const problems = computed<readonly FieldProblem[]>(() => {
    if (result.value === null || selection.call === null) return [];
    const all = result.value.ok ? fromCore.value : result.value.problems;
    if (attempted.has(selection.call.callId)) return all;
    return all.filter(({ code }) => !SAID_AT_SUBMIT.has(code));
  });

  function update(change: Partial<Draft>): void {
    const id = selection.call?.callId;
    if (id === undefined) return;
    fromCore.value = [];
    submittedAt = -Infinity;
    drafts.update(id, change);
  }

  function updateCallback(change: Partial<CallbackDraft>): void {
    if (draft.value.callback !== null) update({ callback: { ...draft.value.callback, ...change } });
  }

  /**
   * Submits the selected call's wrap-up. True once it is on disk; false leaves everything as it was entered. A second
   * press right after the first would be about the next call, which nobody meant: it does nothing.
   */
  async function submit(): Promise<boolean> {
    const { call } = selection;
    const planned = result.value;
    if (submitting.value || performance.now() - submittedAt < BOUNCE_MS) return true;
    if (call === null || planned === null) return false;
    attempted.add(call.callId);
    failure.value = null;
    if (!planned.ok) return false;

    submitting.value = true;
    try {
      await drafts.settle(call.callId);
      const answer = await api.submitWrapUp({ callId: call.callId, draft: drafts.of(call.callId) });
      if (!answer.ok) {
        failure.value = answer.error;
        fromCore.value = answer.error.problems;
        drafts.keep(call.callId);
        return false;
      }
      attempted.delete(call.callId);
      // What was typed while it was being saved must not come back as a draft of a call that is done.
      await drafts.settle(call.callId);
      selection.leave(call.callId);
      drafts.forget(call.callId);
      saved.value = {
        callId: call.callId,
        name: callName(call),
        submissionId: answer.value.submissionId,
        summary: planned.plan.summary,
      };
      submittedAt = performance.now();
      return true;
    } catch (error) {
      failure.value = { code: 'failed', detail: String(error), problems: [] };
      drafts.keep(call.callId);
      return false;
    } finally {
      submitting.value = false;
    }
  }

  // Who has since entered something, or asked for a call, means what they press.
  watch(
    () => selection.asked,
    () => {
      submittedAt = -Infinity;
    },
    { flush: 'sync' },
  );

  watch(
    () => selection.call?.callId,
    () => {
      failure.value = null;
      fromCore.value = [];
    },
  );

  return {
    draft,
    zone,
    machineZone,
    mandatory,
    result,
    problems,
    failure,
    saved,
    submitting,
    update,
    updateCallback,
    submit,
  };
});
