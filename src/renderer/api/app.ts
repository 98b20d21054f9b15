import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import type { ContractError } from '#shared/contract/index.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { useCore, useCoreEvent } from './core.ts';

/** `starting` until the core is first reached, `gone` whenever it cannot be reached later. */
export type Presence = 'starting' | 'present' | 'gone';

/** The core's state, and whether the core can be reached. */
export const useApp = defineStore('app', () => {
  const core = useCore();
  const state = shallowRef<AppState | null>(null);
  const presence = ref<Presence>('starting');
  /** Why the core refuses this page; null if it does not. */
  const refusal = shallowRef<Reason | null>(null);
  const failure = shallowRef<ContractError | null>(null);

  const toWrapUp = computed<CallView[]>(() => calls().filter((call) => call.wrappedAt === null));
  const done = computed<CallView[]>(() => calls().filter((call) => call.wrappedAt !== null));

  function calls(): CallView[] {
    return state.value?.calls ?? [];
  }

  async function refresh(): Promise<void> {
    const answer = await core.api.getState();
    if (answer.ok) state.value = answer.value;
    failure.value = answer.ok ? null : answer.error;
  }

  useCoreEvent('state', (next) => {
    state.value = next;
  });
  onScopeDispose(
    core.onPresence((present, why) => {
      presence.value = present ? 'present' : 'gone';
      refusal.value = why ?? null;
      if (present) void refresh();
    }),
  );

  return { state, presence, refusal, failure, toWrapUp, done, refresh };
});
