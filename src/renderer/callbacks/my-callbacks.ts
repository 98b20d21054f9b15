import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ContractError, RequestInput } from '#shared/contract/index.ts';
import type { MyCallbacks } from '#shared/callbacks/my-callback.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { createFollower } from '../api/follower.ts';

/** The callbacks of the agent who is signed in. They stay current while a component follows them. */
export const useMyCallbacks = defineStore('myCallbacks', () => {
  const { api } = useCore();
  /** Null until they are loaded. */
  const known = shallowRef<MyCallbacks | null>(null);
  const notLoaded = shallowRef<ContractError | null>(null);
  const notDone = shallowRef<ContractError | null>(null);
  /** Why the last action failed, until the next one; else why the list is not current. */
  const failure = computed(() => notDone.value ?? notLoaded.value);

  async function load(): Promise<void> {
    const answer = await api.listCallbacks();
    notLoaded.value = answer.ok ? null : answer.error;
    if (answer.ok) known.value = answer.value;
  }
  const follower = createFollower(load);

  /** Asks LCM for its list. */
  async function refresh(): Promise<void> {
    const answer = await api.refreshCallbacks();
    notDone.value = answer.ok ? null : answer.error;
  }

  /** Notes what the agent decided of a callback. */
  async function mark(id: string, decided: RequestInput<'markCallback'>['mark']): Promise<void> {
    const answer = await api.markCallback({ id, mark: decided });
    notDone.value = answer.ok ? null : answer.error;
    if (answer.ok) await load();
  }

  useCoreEvent('callbacks', follower.changed);

  return { known, failure, refresh, mark, follow: follower.follow };
});
