import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Answer, ContractError } from '#shared/contract/index.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { createFollower } from '../api/follower.ts';
import { createOutboxPage } from './outbox-page.ts';

/**
 * The submissions in the outbox, in separate lists, so that one that needs the agent is not lost among thousands that
 * only wait. The lists stay current while a component follows them.
 */
export const useOutbox = defineStore('outbox', () => {
  const { api } = useCore();
  const pages = {
    needsAgent: createOutboxPage(api, ['held', 'refused']),
    waiting: createOutboxPage(api, ['sending', 'queued']),
  };
  const loaded = ref(false);
  const notLoaded = shallowRef<ContractError | null>(null);
  const notDone = shallowRef<ContractError | null>(null);
  /** Why the last action failed, until the next action; else why the list is not current. */
  const failure = computed(() => notDone.value ?? notLoaded.value);
  const total = computed(() => pages.needsAgent.total.value + pages.waiting.total.value);

  async function load(): Promise<void> {
    const failures = await Promise.all(Object.values(pages).map((page) => page.load()));
    notLoaded.value = failures.find((each) => each !== null) ?? null;
    loaded.value ||= notLoaded.value === null;
  }
  const follower = createFollower(load);

  async function turn(page: keyof typeof pages, offset: number): Promise<void> {
    notLoaded.value = await pages[page].turnTo(offset);
  }

  /** Clears the last action's error. */
  function beginAction(): void {
    notDone.value = null;
  }

  /** Runs an action and keeps its error for the view. True if it worked. */
  async function act(action: Promise<Answer<unknown>>): Promise<boolean> {
    const answer = await action;
    notDone.value = answer.ok ? null : answer.error;
    await load();
    return answer.ok;
  }

  const retry = (submissionId: string | null): Promise<boolean> => act(api.retryOutbox({ submissionId }));
  const discard = (submissionId: string, reason: string): Promise<boolean> =>
    act(api.discardSubmission({ submissionId, reason }));

  /** Opens something for a correction. @returns the call's id, or null if that failed */
  async function open(opening: Promise<Answer<{ readonly callId: string }>>): Promise<string | null> {
    const answer = await opening;
    notDone.value = answer.ok ? null : answer.error;
    return answer.ok ? answer.value.callId : null;
  }

  const edit = (submissionId: string): Promise<string | null> => open(api.editSubmission({ submissionId }));
  const correct = (callId: string): Promise<string | null> => open(api.beginCorrection({ callId }));

  useCoreEvent('outbox', follower.changed);

  return {
    pages,
    total,
    loaded,
    failure,
    turn,
    beginAction,
    retry,
    discard,
    edit,
    correct,
    follow: follower.follow,
  };
});
