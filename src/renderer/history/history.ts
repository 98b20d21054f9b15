import { useTimeoutFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { createFollower } from '../api/follower.ts';
import { useShownWords } from './shown-words.ts';

const PAGE = 100;
const PAUSE_MS = 200;

/** The history of every submission, newest first. The core searches it. */
export const useHistory = defineStore('history', () => {
  const { api } = useCore();
  const app = useApp();
  const shownWords = useShownWords();
  const query = ref('');
  const entries = shallowRef<readonly HistoryEntry[]>([]);
  const loaded = ref(false);
  const mayHaveMore = ref(false);
  const failure = shallowRef<ContractError | null>(null);
  /** The number of the present search, so that a late answer to an earlier search is ignored. */
  let search = 0;

  /** Asks for entries of the present search; null if that failed or another search began meanwhile. */
  async function ask(before: number | null): Promise<readonly HistoryEntry[] | null> {
    const asked = search;
    const wanted = query.value.trim();
    const shown = wanted === '' ? {} : { shown: shownWords(wanted) };
    const answer = await api.listHistory({ query: wanted, ...shown, before, limit: PAGE });
    if (asked !== search) return null;
    failure.value = answer.ok ? null : answer.error;
    return answer.ok ? answer.value.entries : null;
  }

  async function begin(): Promise<void> {
    search += 1;
    const found = await ask(null);
    if (found !== null) replace(found);
  }

  function replace(found: readonly HistoryEntry[]): void {
    entries.value = found;
    mayHaveMore.value = found.length === PAGE;
    loaded.value = true;
  }

  async function showMore(): Promise<void> {
    const last = entries.value.at(-1)?.seq ?? null;
    const older = await ask(last);
    if (older === null || entries.value.at(-1)?.seq !== last) return;
    entries.value = [...entries.value, ...older];
    mayHaveMore.value = older.length === PAGE;
  }

  /** Puts new entries on top and keeps the older ones that the agent has loaded. */
  async function refresh(): Promise<void> {
    const found = await ask(null);
    if (found === null) return;
    const newest = entries.value[0]?.seq;
    const known = found.findIndex(({ seq }) => seq === newest);
    if (known < 0) replace(found);
    else entries.value = [...found.slice(0, known), ...entries.value];
  }
  const follower = createFollower(refresh);

  const { start: beginSoon } = useTimeoutFn(begin, PAUSE_MS, { immediate: false });
  watch(query, () => {
    beginSoon();
  });
  // The signed-in agent decides which comments may be read.
  watch(
    () => app.state?.agent,
    () => void begin(),
  );
  useCoreEvent('outbox', follower.changed);

  return { query, entries, loaded, mayHaveMore, failure, showMore, follow: follower.follow };
});
