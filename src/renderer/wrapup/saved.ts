import { useTimeoutFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import type { ContractError } from '#shared/contract/index.ts';
import { useApp } from '../api/app.ts';
import { useCore } from '../api/core.ts';
import { callName } from '../calls/call-name.ts';
import { useForm } from '../draft/form.ts';

/** The last submitted wrap-up. */
export interface SavedWrapUp {
  readonly callId: string;
  readonly submissionId: string;
  readonly name: string;
  readonly summary: string;
  /** The after-call limit submitted it, not the agent. */
  readonly byLimit: boolean;
}

/** How long it is shown at least, in milliseconds. */
const SHOWN_MS = 8_000;
/** Longer for a submit by the after-call limit, since the agent may have been looking elsewhere. In milliseconds. */
const SHOWN_BY_LIMIT_MS = 30_000;

/**
 * The last wrap-up submitted in this window or by the after-call limit. It is shown until the agent's next entry, and once
 * more if it is refused or held, or if its call could not be cleared.
 */
export const useSaved = defineStore('saved', () => {
  const app = useApp();
  const { api } = useCore();
  const form = useForm();
  const last = shallowRef<SavedWrapUp | null>(null);
  const call = computed(() => app.callOf(last.value?.callId));
  const submission = computed(() => {
    const latest = call.value?.submission ?? null;
    // Right after a correction, the core's state may still hold the corrected submission.
    return latest?.id === last.value?.submissionId ? latest : null;
  });
  /** The call if its wrap-up can be corrected: it is done and its submission is not being sent. */
  const correctable = computed(() =>
    call.value !== undefined &&
    call.value.wrappedAt !== null &&
    submission.value !== null &&
    submission.value.state !== 'sending'
      ? call.value
      : null,
  );
  /** Whether it is on its way over a working link: its state will change three times in a second. */
  const isMoving = computed(() => {
    const now = submission.value?.state;
    return now === 'sending' || (now === 'queued' && app.state?.link.status === 'connected');
  });

  /** The count of the form's entries when it was shown; null if it is not shown. */
  const entriesBefore = ref<number | null>(null);
  const shownMs = computed(() => (last.value?.byLimit === true ? SHOWN_BY_LIMIT_MS : SHOWN_MS));
  const { start, isPending } = useTimeoutFn(() => {}, shownMs, { immediate: false });
  /** While it is corrected, the form itself says all of it. */
  const isShown = computed(
    () =>
      entriesBefore.value !== null &&
      (call.value?.correcting ?? null) === null &&
      (isPending.value || form.edits === entriesBefore.value),
  );
  /** What came of the wish to end the after-call work of its call. */
  const clearing = computed(() => {
    const wish = app.state?.clearing ?? null;
    return wish?.callId === last.value?.callId ? wish : null;
  });
  const unasked = shallowRef<{ readonly callId: string; readonly error: ContractError } | null>(null);
  /** Why the core did not even take that wish. */
  const clearFault = computed(() =>
    unasked.value?.callId === last.value?.callId ? (unasked.value?.error ?? null) : null,
  );
  const needsAgent = computed(
    () =>
      clearFault.value !== null ||
      ['refused', 'held'].includes(submission.value?.state ?? '') ||
      ['refused', 'notSent'].includes(clearing.value?.state ?? ''),
  );
  watch([() => last.value, needsAgent], ([now, isBad], [before]) => {
    if (now === before && !isBad) return;
    entriesBefore.value = form.edits;
    start();
  });

  function note(call: CallView, submissionId: string, summary: string, byLimit: boolean): void {
    last.value = { callId: call.callId, submissionId, name: callName(call), summary, byLimit };
  }

  /** Wants the after-call work of a call to end. What comes of it is in `clearing`, or in `clearFault`. */
  async function clear(callId: string): Promise<void> {
    unasked.value = null;
    const answer = await api.clearCall({ callId });
    if (!answer.ok) unasked.value = { callId, error: answer.error };
  }

  // The after-call limit submitted a call that the agent had not wrapped up.
  watch(
    () => app.changes,
    (changes) => {
      for (const { before, now } of changes) {
        if (before?.wrappedAt !== null || now === undefined || now.wrappedAt === null) continue;
        const own = now.submission;
        if (own?.byLimit === true) note(now, own.id, own.summary, true);
      }
    },
    { flush: 'sync' },
  );

  return { last, submission, clearing, clearFault, correctable, isMoving, isShown, note, clear };
});
