import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { FieldProblem, FormField } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import type { OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import { entailedBy, followRules, neededIn } from '#shared/wrapup/outcome-rules.ts';
import {
  mandatoryIn,
  planWrapUp,
  type WrapUpContext,
  type WrapUpResult,
} from '#shared/wrapup/plan-wrap-up.ts';
import { useApp } from '../api/app.ts';
import { useCore } from '../api/core.ts';
import { useCallback } from '../callback/callback.ts';
import { useSnippetWords } from '../comment/use-snippet-words.ts';
import { useContactEdits } from '../contact/contact-edits.ts';
import { useDrafts } from '../draft/drafts.ts';
import { useFacts } from '../draft/facts.ts';
import { useForm } from '../draft/form.ts';
import { usePressGuard } from '../draft/press-guard.ts';
import { useSelection } from '../draft/selection.ts';
import { useOutcomes } from '../outcomes/outcomes.ts';
import { useClock } from '../ui/clock.ts';
import { useSaved } from './saved.ts';

/** Missing entries are shown only after the agent has tried to submit, all other problems at once. */
const SHOWN_AT_SUBMIT: ReadonlySet<string> = new Set([
  'nothingChosen',
  'noAgent',
  'callbackMissing',
  'whenNotTaken',
  'whenMissing',
  'startDateMissing',
  'startTimeMissing',
  'endTimeMissing',
  'callbackModeMissing',
  'mandatoryMissing',
  'callbackNeeded',
  'commentNeeded',
  'amountNeeded',
  'scoreNeeded',
  'confirmationNeeded',
  'doNotCallNeeded',
  'snippetGap',
]);

/** The wrap-up of the selected call: what would be sent, the problems that prevent it, and the submit. */
export const useWrapUp = defineStore('wrapUp', () => {
  const { api } = useCore();
  const app = useApp();
  const callback = useCallback();
  const clock = useClock();
  const contactEdits = useContactEdits();
  const drafts = useDrafts();
  const facts = useFacts();
  const form = useForm();
  const guard = usePressGuard();
  const outcomes = useOutcomes();
  const saved = useSaved();
  const selection = useSelection();
  const filled = useSnippetWords(() => outcomes.current?.forest ?? null);

  /** The calls that the agent has tried to submit. */
  const attempted = shallowReactive(new Set<string>());
  const isAttempted = computed(() => selection.call !== null && attempted.has(selection.call.callId));
  const fromCore = shallowRef<readonly FieldProblem[]>([]);
  const failure = shallowRef<ContractError | null>(null);
  const submitting = ref(false);
  /** The call whose corrections of the contact are not saved: the agent was asked about them at a submit. */
  const askedUnsaved = ref<string | null>(null);

  /** What is known of the selected call; null if none is selected. */
  const context = computed<Omit<WrapUpContext, 'now'> | null>(() => {
    const { call } = selection;
    const known = outcomes.current;
    if (call === null || app.state === null) return null;
    return {
      call,
      agent: app.state.agent,
      form: app.state.form,
      // Without a list from LCM, no outcome can be missing from it.
      outcomes: known === null || known.list.fetchedAt === null ? null : known.forest,
      campaign: known === null ? null : known.list.campaign,
      facts: facts.current,
      machineZone: callback.machineZone,
    };
  });
  const mandatory = computed<readonly FormField[]>(() => [
    ...(context.value === null ? [] : mandatoryIn(context.value)),
    ...neededIn(form.entailed),
  ]);

  /** The draft as a submit would send it: a typed time counts before it is taken. */
  const whole = computed(() => form.follow({ callback: callback.effective }));
  /** The result of a submit now; null if no call is selected. */
  const result = computed<WrapUpResult | null>(() => {
    if (context.value === null) return null;
    return planWrapUp(whole.value, { ...context.value, now: clock.lcmNow });
  });

  const unsaved = computed<readonly FieldProblem[]>(() => {
    const asked = askedUnsaved.value;
    const isOpen = asked !== null && asked === selection.call?.callId && contactEdits.isUnsaved(asked);
    return isOpen ? [problem('form', 'correctionsUnsaved', {})] : [];
  });
  const problems = computed<readonly FieldProblem[]>(() => {
    if (result.value === null) return [];
    const all = result.value.ok ? [...fromCore.value, ...unsaved.value] : result.value.problems;
    return isAttempted.value ? all : all.filter(({ code }) => !SHOWN_AT_SUBMIT.has(code));
  });

  form.provideRules({
    entailedBy: (draft) => (context.value === null ? {} : entailedBy(draft, context.value)),
    follow: (before, change) =>
      context.value === null
        ? { ...before, ...change }
        : followRules(before, change, context.value, (snippet, draft) => filled(snippet, draft).text),
    onlyOutcome: () => outcomes.only,
  });
  form.provideFindings(() => ({
    mandatory: mandatory.value,
    problems: problems.value,
    warnings: result.value?.warnings ?? [],
    isAttempted: isAttempted.value,
  }));

  /** The field to go to after an outcome was chosen: the first one with a problem, else the comment. */
  function nextField(chosen: OutcomeRef['kind']): FormField {
    const done: FormField = chosen === 'business' ? 'businessOutcome' : 'telephonyOutcome';
    const left = result.value?.ok === false ? result.value.problems : [];
    return left.find(({ field }) => field !== 'form' && field !== done)?.field ?? 'comment';
  }

  /**
   * Submits the selected call's wrap-up. Resolves to true once it is on disk; if false, all entries stay. If corrections of
   * the contact are not saved, the first submit says so and the second submits without them: LCM must not get a value half
   * typed. It is the same for a correction that changes nothing.
   */
  async function submit(): Promise<boolean> {
    const { call } = selection;
    const planned = result.value;
    const draft = whole.value;
    if (call === null || planned === null) return false;
    attempted.add(call.callId);
    failure.value = null;
    if (!planned.ok) return false;
    if (contactEdits.isUnsaved(call.callId) && unsaved.value.length === 0) {
      askedUnsaved.value = call.callId;
      guard.changed();
      return false;
    }

    submitting.value = true;
    try {
      await drafts.settle(call.callId);
      const isMeant = fromCore.value.some(({ code }) => code === 'nothingDiffers');
      const unchanged = isMeant ? { unchanged: true } : {};
      const answer = await api.submitWrapUp({ callId: call.callId, draft, ...unchanged });
      if (!answer.ok) {
        const isQuestion = answer.error.problems.some(({ code }) => code === 'nothingDiffers');
        failure.value = isQuestion ? null : answer.error;
        if (isQuestion) guard.changed();
        fromCore.value = answer.error.problems;
        drafts.keep(call.callId);
        return false;
      }
      attempted.delete(call.callId);
      // Text typed during the save must not come back as a draft of a call that is done.
      await drafts.settle(call.callId);
      selection.leave(call.callId);
      drafts.forget(call.callId);
      saved.note(call, answer.value.submissionId, planned.plan.summary, false);
      guard.changed();
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

  watch(
    () => form.edits,
    () => {
      guard.workedOn();
      fromCore.value = [];
    },
    { flush: 'sync' },
  );
  // A call that comes in place of another by itself, since that was wrapped up elsewhere or at its limit.
  watch(
    () => selection.call?.callId,
    (_, before) => {
      if (before !== undefined) guard.changed();
    },
    { flush: 'sync' },
  );
  watch(() => selection.asked, guard.askedFor, { flush: 'sync' });
  watch(
    () => selection.call?.callId,
    () => {
      failure.value = null;
      fromCore.value = [];
    },
  );

  return { result, failure, submitting, nextField, submit };
});
