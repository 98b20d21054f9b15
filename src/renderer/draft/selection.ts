import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { isInForm } from '#shared/contract/in-form.ts';
import { useCoreEvent } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { useDrafts } from './drafts.ts';
import { mostUrgent, urgentOf } from './most-urgent.ts';

/** The part of the form that takes the focus. */
export type FormPart = 'outcome' | 'callback';

/**
 * The call in the form: one to wrap up, or a done one that the agent is correcting. A new call is selected only if no call
 * is: it never replaces the one that the agent is working on.
 */
export const useSelection = defineStore('selection', () => {
  const app = useApp();
  const drafts = useDrafts();
  const callId = ref<string | null>(null);
  /** A new object each time the agent asks for a call, so that a part of the form can take the focus. */
  const asked = shallowRef<{ readonly part: FormPart }>({ part: 'outcome' });
  /** Calls submitted here that the core's state does not show as submitted yet. */
  const leaving = shallowReactive(new Set<string>());

  const staying = (calls: CallView[]): CallView[] =>
    leaving.size === 0 ? calls : calls.filter((each) => !leaving.has(each.callId));
  const open = computed(() => staying(app.toWrapUp));
  const openCount = computed(() => open.value.length);
  /** The same as their clocks show them. */
  const timed = computed(() => staying(app.timed));
  const call = computed<CallView | null>(() => callInForm(callId.value));
  /** The call that was in the form before the correction. */
  let before: string | null = null;

  function callInForm(id: string | null): CallView | null {
    const known = id === null || leaving.has(id) ? undefined : app.callOf(id);
    return known !== undefined && isInForm(known) ? known : null;
  }

  /** Shows the call that the agent asked for. */
  function select(id: string, part: FormPart = 'outcome'): void {
    const known = app.callOf(id);
    if (known !== undefined && !isInForm(known)) return;
    void drafts.flush();
    leaving.delete(id);
    if (call.value?.correcting === null) before = callId.value;
    callId.value = id;
    asked.value = { part };
  }

  /**
   * After a submit, goes to the most urgent call, else to the next one in the list, unless the agent has already gone to
   * another. After a correction, back to the call before it.
   */
  function leave(id: string): void {
    const left = callInForm(id);
    const place = open.value.findIndex((each) => each.callId === id);
    if (left !== null) leaving.add(id);
    if (callId.value !== id) return;
    const back = (left?.correcting ?? null) === null ? null : callInForm(before);
    const others = open.value.filter((each) => each.callId !== id);
    const next = back ?? mostUrgent(urgentOf(others), Date.now()) ?? others[Math.max(place, 0)] ?? others[0];
    callId.value = next?.callId ?? null;
    asked.value = { part: 'outcome' };
  }

  watch(
    () => app.state?.calls,
    () => {
      for (const id of leaving) {
        const known = app.callOf(id);
        if (known === undefined || !isInForm(known)) leaving.delete(id);
      }
      if (call.value !== null) return;
      const next = callInForm(wanted()) ?? open.value[0] ?? app.done.find((each) => callInForm(each.callId));
      callId.value = next?.callId ?? null;
    },
    { immediate: true },
  );

  function wanted(): string | null {
    return app.state?.currentCallId ?? null;
  }

  useCoreEvent('focusCall', (asking) => select(asking.callId));

  return { callId, call, open, openCount, timed, asked, select, leave };
});
