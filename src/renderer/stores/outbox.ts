import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { SubmissionState, SubmissionView } from '#shared/wrapup/submission.ts';
import { useCore } from '../api/core.ts';

const OPEN_STATES: SubmissionState[] = ['held', 'refused', 'sending', 'queued'];
const PAGE = 100;

/** What the outbox still holds, as listed on the outbox view; kept current while `watching`. */
export const useOutbox = defineStore('outbox', () => {
  const { api } = useCore();
  const items = shallowRef<SubmissionView[]>([]);
  const total = ref(0);
  const loaded = ref(false);
  const failure = shallowRef<ContractError | null>(null);
  const limit = ref(PAGE);
  let watchers = 0;

  const needsAgent = computed(() =>
    items.value.filter(({ state }) => state === 'held' || state === 'refused'),
  );
  const waiting = computed(() =>
    items.value.filter(({ state }) => state === 'queued' || state === 'sending'),
  );

  async function load(): Promise<void> {
    const answer = await api.listOutbox({ states: OPEN_STATES, offset: 0, limit: limit.value });
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    items.value = answer.value.items;
    total.value = answer.value.total;
    loaded.value = true;
  }

  async function showMore(): Promise<void> {
    limit.value = Math.min(limit.value + PAGE, 200);
    await load();
  }

  /** Runs an action and keeps what went wrong for the view. True when it worked. */
  async function act(action: Promise<{ ok: boolean; error?: ContractError }>): Promise<boolean> {
    const answer = await action;
    if (answer.ok) await load();
    else failure.value = answer.error ?? null;
    return answer.ok;
  }

  const retry = (submissionId: string | null): Promise<boolean> => act(api.retryOutbox({ submissionId }));
  const discard = (submissionId: string, reason: string): Promise<boolean> =>
    act(api.discardSubmission({ submissionId, reason }));

  /** Turns a submission back into its call's draft: the call's id, or null when that failed. */
  async function edit(submissionId: string): Promise<string | null> {
    const answer = await api.editSubmission({ submissionId });
    if (answer.ok) return answer.value.callId;
    failure.value = answer.error;
    return null;
  }

  /** Loads the list and follows its changes until the returned function is called. */
  function watchList(): () => void {
    watchers += 1;
    void load();
    return () => {
      watchers -= 1;
    };
  }

  onScopeDispose(
    api.on('outbox', () => {
      if (watchers > 0) void load();
    }),
  );

  return { items, total, loaded, failure, needsAgent, waiting, showMore, retry, discard, edit, watchList };
});
