import { useIntervalFn, useTimeoutFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { Criterion, Find, HistoryFilter } from '#shared/contract/requests/history.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { createFollower } from '../api/follower.ts';
import { useShownWords } from './shown-words.ts';

const PAGE = 100;
/** A search follows the last key after this pause, in milliseconds. */
const PAUSE_MS = 80;
/** How often the core is told that the history is still shown, in milliseconds. A hidden page may be slowed to this. */
const STILL_SHOWN_MS = 60_000;

/** How many entries are found, and how many more without each criterion; null while that is being counted. */
interface Counted {
  readonly found: number;
  readonly without: Partial<Record<Criterion, number>>;
}

/** The history of every submission, the one saved last first. The core searches and filters it. */
export const useHistory = defineStore('history', () => {
  const { api } = useCore();
  const app = useApp();
  const shownWords = useShownWords();
  const query = ref('');
  const filter = shallowRef<HistoryFilter>({});
  const entries = shallowRef<readonly HistoryEntry[]>([]);
  const counted = shallowRef<Counted | null>(null);
  const choices = shallowRef<{ readonly outcomes: readonly string[]; readonly agents: readonly string[] }>({
    outcomes: [],
    agents: [],
  });
  const loaded = ref(false);
  const mayHaveMore = ref(false);
  const failure = shallowRef<ContractError | null>(null);
  /** What the list is current to; null if it has to be asked for as a whole. */
  let upTo: number | null = null;
  /** The number of the present search, so that a late answer to an earlier search is ignored. */
  let search = 0;

  /** The criteria that are set, in the order in which the page shows them. */
  const active = computed<Criterion[]>(() => [
    ...(Object.keys(filter.value) as Criterion[]),
    ...(query.value.trim() === '' ? [] : (['query'] as const)),
  ]);

  function find(): Find {
    const wanted = query.value.trim();
    return {
      query: wanted,
      ...(wanted !== '' && { shown: shownWords(wanted) }),
      ...(Object.keys(filter.value).length > 0 && { filter: filter.value }),
    };
  }

  /** Asks for entries of the present search; null if that failed or another search began meanwhile. */
  async function ask(before: number | null) {
    const asked = search;
    const answer = await api.listHistory({ ...find(), before, limit: PAGE });
    if (asked !== search) return null;
    failure.value = answer.ok ? null : answer.error;
    return answer.ok ? answer.value : null;
  }

  async function begin(): Promise<void> {
    search += 1;
    counted.value = null;
    const found = await ask(null);
    if (found === null) return;
    upTo = found.upTo;
    entries.value = found.entries;
    mayHaveMore.value = found.entries.length === PAGE;
    loaded.value = true;
    counter.changed();
  }

  async function showMore(): Promise<void> {
    const last = entries.value.at(-1)?.seq ?? null;
    const older = await ask(last);
    if (older === null || entries.value.at(-1)?.seq !== last) return;
    entries.value = [...entries.value, ...older.entries];
    mayHaveMore.value = older.entries.length === PAGE;
  }

  /** Takes what happened since. An entry keeps its place; one that is not found any more goes. */
  async function refresh(): Promise<void> {
    if (upTo === null) return begin();
    const asked = search;
    const answer = await api.followHistory({ ...find(), upTo });
    if (asked !== search) return;
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    if (answer.value === null) return begin();
    upTo = answer.value.upTo;
    const changed = new Set(answer.value.changed);
    if (changed.size === 0) return;
    const oldest = mayHaveMore.value ? (entries.value.at(-1)?.seq ?? 0) : 0;
    entries.value = [
      ...entries.value.filter(({ seq }) => !changed.has(seq)),
      ...answer.value.entries.filter(({ seq }) => seq >= oldest),
    ].sort((one, other) => other.seq - one.seq);
    counter.changed();
  }
  const follower = createFollower(refresh);

  const counter = createFollower(async () => {
    if (!loaded.value) return;
    const asked = search;
    const answer = await api.countHistory(find());
    if (asked === search && answer.ok) counted.value = answer.value;
  });

  /** Asks what one can filter by. */
  async function loadChoices(): Promise<void> {
    const answer = await api.historyChoices();
    if (answer.ok) choices.value = answer.value;
  }

  /** Sets parts of the filter; undefined lifts one. */
  function setFilter(change: Partial<Record<keyof HistoryFilter, unknown>>): void {
    const next = Object.entries({ ...filter.value, ...change }).filter(([, value]) => value !== undefined);
    filter.value = Object.fromEntries(next);
  }

  function lift(criterion: Criterion): void {
    if (criterion === 'query') query.value = '';
    else setFilter({ [criterion]: undefined });
  }

  const { start: beginSoon } = useTimeoutFn(begin, PAUSE_MS, { immediate: false });
  watch(query, () => beginSoon());
  // The signed-in agent decides which comments may be read.
  watch([() => app.state?.agent, () => filter.value], () => void begin());
  useCoreEvent('outbox', follower.changed);

  const tellShown = (): void => {
    void api.historyShown({ times: shownWords('').times });
  };
  const stillShown = useIntervalFn(tellShown, STILL_SHOWN_MS, { immediate: false });
  let views = 0;

  /** Keeps the list current until the returned function is called. Meanwhile, the core keeps what can be found in memory. */
  function follow(): () => void {
    views += 1;
    tellShown();
    stillShown.resume();
    const stops = [follower.follow(), counter.follow()];
    return () => {
      for (const stop of stops) stop();
      views -= 1;
      if (views > 0) return;
      stillShown.pause();
      void api.historyShown({ times: null });
    };
  }

  return {
    query,
    filter,
    active,
    entries,
    counted,
    choices,
    loaded,
    mayHaveMore,
    failure,
    find,
    showMore,
    loadChoices,
    setFilter,
    lift,
    follow,
  };
});
