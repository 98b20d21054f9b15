import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { useCoreEvent } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { useDrafts } from './drafts.ts';

/** The part of the form that takes the focus. */
export type FormPart = 'outcome' | 'callback';

/**
 * The call that the agent is wrapping up. A new call is selected only if no call is: it never replaces the one that the
 * agent is working on.
 */
export const useSelection = defineStore('selection', () => {
  const app = useApp();
  const drafts = useDrafts();
  const callId = ref<string | null>(null);
  /** A new object each time the agent asks for a call, so that a part of the form can take the focus. */
  const asked = shallowRef<{ readonly part: FormPart }>({ part: 'outcome' });
  /** Calls submitted here that the core's state does not show as submitted yet. */
  const leaving = shallowReactive(new Set<string>());

  const open = computed(() => app.toWrapUp.filter((call) => !leaving.has(call.callId)));
  const call = computed<CallView | null>(
    () => open.value.find((each) => each.callId === callId.value) ?? null,
  );

  /** Shows the call that the agent asked for. */
  function select(id: string, part: FormPart = 'outcome'): void {
    if (app.done.some((each) => each.callId === id)) return;
    void drafts.flush();
    callId.value = id;
    asked.value = { part };
  }

  /** After a submit, goes to the next call to wrap up, unless the agent has already gone to another. */
  function leave(id: string): void {
    if (app.toWrapUp.some((each) => each.callId === id)) leaving.add(id);
    if (callId.value !== id) return;
    callId.value = open.value.find((each) => each.callId !== id)?.callId ?? null;
    asked.value = { part: 'outcome' };
  }

  watch(
    () => app.state?.calls,
    () => {
      for (const id of leaving) if (!app.toWrapUp.some((each) => each.callId === id)) leaving.delete(id);
      const there = open.value.some((each) => each.callId === callId.value);
      if (!there) callId.value = (wanted() ?? open.value[0])?.callId ?? null;
    },
    { immediate: true },
  );

  function wanted(): CallView | undefined {
    return open.value.find((each) => each.callId === app.state?.currentCallId);
  }

  useCoreEvent('focusCall', (asking) => {
    select(asking.callId);
  });

  return { callId, call, open, asked, select, leave };
});
