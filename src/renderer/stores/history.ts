import { defineStore } from 'pinia';
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import { useCore } from '../api/core.ts';

const PAGE = 100;
const PAUSE_MS = 200;

/** The append-only record of what became of every submission, newest first, searched by the core. */
export const useHistory = defineStore('history', () => {
  const { api } = useCore();
  const query = ref('');
  const entries = shallowRef<HistoryEntry[]>([]);
  const loaded = ref(false);
  const mayHaveMore = ref(false);
  const failure = shallowRef<ContractError | null>(null);
  let watchers = 0;
  let latest = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function load(before: number | null): Promise<void> {
    const asked = (latest += 1);
    const answer = await api.listHistory({ query: query.value.trim(), before, limit: PAGE });
    // An answer to what was typed earlier must not replace that of a later key.
    if (asked !== latest) return;
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    const found = answer.value.entries;
    entries.value = before === null ? found : [...entries.value, ...found];
    mayHaveMore.value = found.length === PAGE;
    loaded.value = true;
  }

  const showMore = (): Promise<void> => load(entries.value.at(-1)?.seq ?? null);

  /** Loads the newest and follows changes until the returned function is called. */
  function watchList(): () => void {
    watchers += 1;
    void load(null);
    return () => {
      watchers -= 1;
    };
  }

  watch(query, () => {
    clearTimeout(pause);
    pause = setTimeout(() => void load(null), PAUSE_MS);
  });
  const stop = api.on('outbox', () => {
    if (watchers > 0) void load(null);
  });
  onScopeDispose(() => {
    stop();
    clearTimeout(pause);
  });

  return { query, entries, loaded, mayHaveMore, failure, showMore, watchList };
});
