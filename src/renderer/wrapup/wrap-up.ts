import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import { timesBetween, type CallbackTimes } from '#shared/callback/callback-suggestion.ts';
import { checkCallback } from '#shared/callback/callback-window.ts';
import { callbackZones, entryZone, localZone, type CallbackZones } from '#shared/callback/callback-zones.ts';
import { campaignOf } from '#shared/outcomes/campaign.ts';
import {
  isTimeField,
  EMPTY_DRAFT,
  type CallbackDraft,
  type Draft,
  type FieldProblem,
  type FormField,
} from '#shared/draft/draft.ts';
import { mandatoryFields } from '#shared/draft/mandatory.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import { planWrapUp, type WrapUpResult } from '#shared/wrapup/plan-wrap-up.ts';
import { useCore } from '../api/core.ts';
import { callName } from '../calls/call-name.ts';
import { readTypedWhen } from '../callback/typed-when.ts';
import { useApp } from '../api/app.ts';
import { useClock } from '../ui/clock.ts';
import { useDrafts } from '../draft/drafts.ts';
import { useOutcomes } from '../outcomes/outcomes.ts';
import { useSelection } from '../draft/selection.ts';

/** Problems of what is not there yet: said once the agent tried to submit. All others are said at once. */
const SAID_AT_SUBMIT: ReadonlySet<string> = new Set([
  'nothingChosen',
  'noAgent',
  'callbackMissing',
  'whenNotTaken',
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
  /** The after-call limit did it, not the agent. */
  readonly byLimit: boolean;
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

  /** The time zones that a callback of the selected call has to do with. */
  const zones = computed<CallbackZones>(() => {
    const { call } = selection;
    if (call === null || app.state === null) {
      return { sent: machineZone, contact: null, campaign: null, agent: machineZone };
    }
    return callbackZones(app.state.form, machineZone, call);
  });
  /** The zone that its times are entered in. */
  const zone = computed(() =>
    draft.value.callback === null ? localZone(zones.value) : entryZone(draft.value.callback, zones.value),
  );

  /** What is typed for the callback's time and not taken yet, as far as it is one. */
  const typed = computed(() => {
    const { callback } = draft.value;
    if (callback === null || callback.when.trim() === '') return null;
    const reading = readTypedWhen(callback.when, zone.value, clock.now);
    return reading.kind === 'times' ? reading : null;
  });

  /** The draft as it would be submitted: what was typed for the callback's time counts, taken or not. */
  const effective = computed<Draft>(() => {
    const { callback } = draft.value;
    if (callback === null || typed.value === null) return draft.value;
    return { ...draft.value, callback: { ...callback, ...typed.value.times, when: '' } };
  });

  /** What submitting would come to now; null where no call is selected. */
  const result = computed(() => planOf(effective.value));
  /** The same without what is being typed for the callback's time, which is not to be found fault with at each key. */
  const settled = computed(() => {
    const { callback } = draft.value;
    if (callback === null || callback.when.trim() === '') return result.value;
    return planOf({ ...draft.value, callback: { ...callback, when: '' } });
  });

  function planOf(entered: Draft): WrapUpResult | null {
    const { call } = selection;
    if (call === null || app.state === null) return null;
    return planWrapUp(entered, {
      call,
      agent: app.state.agent,
      form: app.state.form,
      // A list that was never had cannot say that an outcome is not in it.
      outcomes: knownForest(),
      campaign: campaign.value,
      machineZone,
      now: clock.now,
    });
  }

  /** What a callback of the selected call comes to; null where there is none to check. */
  function check(callback: CallbackDraft | null): ReturnType<typeof checkCallback> | null {
    if (callback === null || app.state === null) return null;
    return checkCallback(callback, app.state.form, zones.value, clock.now);
  }
  const callbackCheck = computed(() => check(effective.value.callback));

  function knownForest(): OutcomeForest | null {
    const known = outcomes.current;
    return known === null || known.list.fetchedAt === null ? null : known.forest;
  }

  /** What keeps the wrap-up from being submitted, as far as the agent is told of it yet. */
  const problems = computed<readonly FieldProblem[]>(() => {
    const { call } = selection;
    if (result.value === null || call === null) return [];
    const isAttempted = attempted.has(call.callId);
    const shown = isAttempted ? result.value : settled.value;
    const all = shown?.ok === false ? shown.problems : fromCore.value;
    if (isAttempted) return all;
    return all.filter(({ code }) => !SAID_AT_SUBMIT.has(code));
  });

  /** Whether the window has no fields for the callback's times, and shows those that are taken in one line. */
  const hasBriefTimes = ref(false);
  /** Another time is being typed in place of that line. */
  const hidesTimes = computed(() => hasBriefTimes.value && (draft.value.callback?.when ?? '').trim() !== '');
  /** Submitting was tried, so that what is found fault with is what is typed, as soon as it is a time. */
  const isTypedChecked = computed(
    () => typed.value !== null && selection.call !== null && attempted.has(selection.call.callId),
  );
  const isSeen = ({ field }: FieldProblem): boolean => !hidesTimes.value || !isTimeField(field);

  /** The problems to show, each beside its field: none of a time that is not to be seen itself. */
  const shownProblems = computed(() =>
    isTypedChecked.value ? problems.value : problems.value.filter(isSeen),
  );
  /** What to warn of, each beside its field, as the problems. */
  const warnings = computed(() => (settled.value?.warnings ?? []).filter(isSeen));

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

  /** The start of the callback where it was counted from now: an instant, whatever the zone. */
  let counted: number | null = null;

  /** Takes times for the callback; what was typed for them is done with. */
  function takeTimes(times: CallbackTimes, isCounted: boolean): void {
    updateCallback({ ...times, when: '' });
    const checked = check(draft.value.callback);
    counted = isCounted && checked?.ok === true ? checked.window.start : null;
  }

  /** Enters the times in another zone: as written, as calendars do, or at the same instant where that was counted. */
  function switchZone(to: string): void {
    const { callback } = draft.value;
    if (callback === null) return;
    const checked = check(callback);
    const moved = { ...callback, zone: to, startFold: null, endFold: null };
    const isCounted = checked?.ok === true && checked.window.start === counted;
    const times = isCounted ? timesBetween(checked.window.start, checked.window.end, to) : {};
    update({ callback: { ...moved, ...times } });
  }

  // A campaign's zone may come a moment after the callback was begun. What was counted from now is the same moment by
  // any clock, so it is shown by the better one; what the agent wrote by a clock stays with that one.
  watch(
    () => ({ call: selection.call?.callId, zone: localZone(zones.value) }),
    (now, before) => {
      const { callback } = draft.value;
      if (callback === null || now.call !== before.call || callback.when.trim() !== '') return;
      const checked = check(callback);
      const isCounted = checked?.ok === true && checked.window.start === counted;
      if (isCounted && callback.zone === before.zone && now.zone !== before.zone) switchZone(now.zone);
    },
  );

  /** Takes an outcome or a telephony outcome as the one of the call. */
  function choose({ kind, id }: OutcomeRef): void {
    update(kind === 'business' ? { businessOutcomeId: id } : { telephonyOutcomeId: id });
  }

  /** The field to go to when an outcome was chosen: the first that something is wrong with, else the comment. */
  function nextField(chosen: OutcomeRef['kind']): FormField {
    const done: FormField = chosen === 'business' ? 'businessOutcome' : 'telephonyOutcome';
    const left = result.value?.ok === false ? result.value.problems : [];
    return left.find(({ field }) => field !== 'form' && field !== done)?.field ?? 'comment';
  }

  /**
   * Submits the selected call's wrap-up. True once it is on disk; false leaves everything as it was entered. A second
   * press right after the first would be about the next call, which nobody meant: it does nothing.
   */
  async function submit(): Promise<boolean> {
    const { call } = selection;
    const planned = result.value;
    const submitted = effective.value;
    if (submitting.value || performance.now() - submittedAt < BOUNCE_MS) return true;
    if (call === null || planned === null) return false;
    attempted.add(call.callId);
    failure.value = null;
    if (!planned.ok) {
      // Taken, so that what its problems ask of the agent is there to be answered.
      if (typed.value !== null) takeTimes(typed.value.times, typed.value.counted);
      return false;
    }

    submitting.value = true;
    try {
      await drafts.settle(call.callId);
      const answer = await api.submitWrapUp({ callId: call.callId, draft: submitted });
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
        byLimit: false,
      };
      submittedAt = performance.now();
      return true;
    } catch (error) {
      const what = error instanceof Error ? error.name : typeof error;
      failure.value = { code: 'failed', detail: { code: 'unforeseen', params: { what } }, problems: [] };
      drafts.keep(call.callId);
      return false;
    } finally {
      submitting.value = false;
    }
  }

  // A call that was there to be wrapped up, and was submitted without the agent.
  watch(
    () => app.state?.calls,
    (calls = [], before = []) => {
      const open = new Set(before.filter((each) => each.wrappedAt === null).map((each) => each.callId));
      for (const call of calls) {
        const { callId, wrappedAt, submission } = call;
        if (wrappedAt === null || submission?.byLimit !== true || !open.has(callId)) continue;
        const { id: submissionId, summary } = submission;
        saved.value = { callId, submissionId, summary, name: callName(call), byLimit: true };
      }
    },
  );

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
    zones,
    machineZone,
    mandatory,
    effective,
    result,
    callbackCheck,
    problems,
    shownProblems,
    hasBriefTimes,
    hidesTimes,
    warnings,
    failure,
    saved,
    submitting,
    update,
    updateCallback,
    takeTimes,
    switchZone,
    check,
    choose,
    nextField,
    submit,
  };
});
