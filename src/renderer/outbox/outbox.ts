import { until, promiseTimeout } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Answer, ContractError } from '#shared/contract/index.ts';
import type { ElsewhereAnswer } from '#shared/contract/requests/outbox.ts';
import { waitsForAgent } from '#shared/wrapup/submission-actions.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { useApp } from '../api/app.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { createFollower } from '../api/follower.ts';
import { createOutboxPage } from './outbox-page.ts';

/** What *Try now* is doing. */
interface Trial {
  /** The submission that is tried; null for all that wait. */
  readonly id: string | null;
  /** When it was known what became of it, in milliseconds since the epoch; null while it is under way. */
  readonly endedAt: number | null;
}

/** How long a try is shown at least. A refused connection takes a millisecond, which nobody sees. */
const SEEN_MS = 400;
/** How long a try is shown at most. */
const MOST_MS = 20_000;

/**
 * The submissions in the outbox, in separate lists, so that one that needs the agent is not lost among thousands that
 * only wait. The lists stay current while a component follows them.
 */
export const useOutbox = defineStore('outbox', () => {
  const { api } = useCore();
  const app = useApp();
  const pages = {
    needsAgent: createOutboxPage(api, ['held', 'refused']),
    waiting: createOutboxPage(api, ['sending', 'queued']),
  };
  const loaded = ref(false);
  const notLoaded = shallowRef<ContractError | null>(null);
  const notDone = shallowRef<ContractError | null>(null);
  /** Why the last action failed, until the next action; else why the list is not current. */
  const failure = computed(() => notDone.value ?? notLoaded.value);
  /** The latest *Try now*; null before the first. */
  const trial = shallowRef<Trial | null>(null);
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

  /** Whether the link is being tried, or something is being sent. */
  const isUnderWay = computed(() => {
    const { link, outbox } = app.state ?? {};
    if (link?.status === 'connected') return outbox?.sending !== 0;
    return link?.status === 'connecting' || (link?.status === 'unreachable' && link.nextTryAt === null);
  });

  /** Sends one submission now, or with null all that wait, and shows that it is tried until it is known what became of it. */
  async function retry(submissionId: string | null): Promise<void> {
    const before = trial.value;
    if (before?.endedAt === null && (before.id ?? submissionId) === submissionId) return;
    const mine: Trial = { id: submissionId, endedAt: null };
    trial.value = mine;
    const seen = promiseTimeout(SEEN_MS);
    const isDone = await act(api.retryOutbox({ submissionId }));
    if (isDone) {
      await app.refresh();
      await until(isUnderWay).toBe(false, { timeout: MOST_MS });
      await seen;
    }
    // A later one tells its own end.
    if (trial.value === mine) trial.value = isDone ? { id: submissionId, endedAt: Date.now() } : null;
  }

  /** Whether the agent had this one, or all, sent now and it is not known yet what becomes of it. */
  function isTrying(item: SubmissionView): boolean {
    const { id, state } = item;
    const tried = trial.value;
    return state === 'queued' && !waitsForAgent(item) && tried?.endedAt === null && (tried.id ?? id) === id;
  }

  const discard = (submissionId: string, reason: string): Promise<boolean> =>
    act(api.discardSubmission({ submissionId, reason }));

  const answerElsewhere = (answer: ElsewhereAnswer): Promise<boolean> => act(api.answerElsewhere({ answer }));

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
    trial,
    isTrying,
    turn,
    beginAction,
    retry,
    discard,
    answerElsewhere,
    edit,
    correct,
    follow: follower.follow,
  };
});
