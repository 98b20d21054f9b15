import { whenever } from '@vueuse/core';
import { computed, ref, shallowRef, watch } from 'vue';
import type { OutcomeIndex } from '#shared/outcomes/search/outcome-index.ts';
import { search, type OutcomeSearchResult } from '#shared/outcomes/search/outcome-search.ts';
import type { OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import { inBackground } from './in-background.ts';
import { useOutcomes } from './outcomes.ts';
import { useOutcomeUsage } from './outcome-usage.ts';
import { rehearsal, withoutWords } from './rehearsal.ts';
import type { Steps } from '#shared/steps/steps.ts';

/** More than an agent reads; typing another word is quicker. */
const MAX_HITS = 30;

/** Why a search prevents a submit: the key of the words on the screen. */
export type Unsettled =
  'outcomes.searchUnfound' | 'outcomes.searchUnlisted' | 'outcomes.searchAmbiguous' | 'outcomes.searchLeft';

/** The search over the outcomes of the selected call. Call in a component's setup. */
export function useOutcomeSearch() {
  const outcomes = useOutcomes();
  const usage = useOutcomeUsage();
  /** What the agent types. */
  const query = ref('');
  /** The place of the active hit. */
  const active = ref(0);
  /** The agent moved to the active hit, so it is the one they mean. */
  const moved = ref(false);
  /** Why the search prevented a submit; null if it did not. */
  const unsettled = ref<Unsettled | null>(null);

  /** Before the first search: hits without words. */
  const rehearsed = shallowRef<OutcomeSearchResult | null>(null);
  let hasTyped = false;

  function find(index: OutcomeIndex, sought: string): OutcomeSearchResult {
    return search(index, sought, { limit: MAX_HITS, ranks: usage.ranks });
  }

  const result = computed(() =>
    outcomes.current === null || query.value.trim() === ''
      ? null
      : find(outcomes.current.index(), query.value),
  );
  /** Whether there is a search; a query of blanks is none. */
  const searching = computed(() => result.value !== null && result.value.words.length > 0);
  /** The result. While there is no search, the last one stays, before the first a rehearsed one: their list need not be made again. */
  const shown = computed<OutcomeSearchResult | null>((before) =>
    searching.value ? result.value : (rehearsed.value ?? before ?? null),
  );
  /** Before LCM has listed the outcomes of this call, nobody can say that it has none of these words. */
  const listed = computed(() => {
    const list = outcomes.current?.list;
    return list !== undefined && list.fetchedAt !== null && !list.assumed;
  });

  watch([query, result], ([typed, now], [typedBefore, before]) => {
    if (typed !== typedBefore) {
      active.value = 0;
      moved.value = false;
      unsettled.value = null;
      rehearsed.value = null;
      hasTyped = true;
      return;
    }
    // The list or the usage changed meanwhile. The same outcome stays active.
    const marked = before?.hits[active.value]?.key;
    const place = now?.hits.findIndex(({ key }) => key === marked) ?? -1;
    active.value = Math.max(0, place);
    moved.value &&= place >= 0;
  });
  watch(listed, () => {
    if (unsettled.value === 'outcomes.searchUnlisted') unsettled.value = null;
  });

  function* rehearse(index: OutcomeIndex): Steps<void> {
    for (const sought of rehearsal(index)) {
      if (hasTyped) return;
      const found = find(index, sought);
      if (found.hits.length > 0) rehearsed.value = withoutWords(found);
      yield undefined;
    }
  }
  whenever(
    () => outcomes.indexed,
    (index) => inBackground(rehearse(index)),
    { once: true, immediate: true },
  );

  /** Why it is not clear which outcome the agent means. */
  function reasonAgainst(isInSearch: boolean): Unsettled | null {
    const isUnread = outcomes.current === null && query.value.trim() !== '';
    if (!searching.value && !isUnread) return null;
    if (result.value?.hits[active.value] === undefined)
      return listed.value ? 'outcomes.searchUnfound' : 'outcomes.searchUnlisted';
    if (!isInSearch) return 'outcomes.searchLeft';
    return moved.value || result.value.standsOut ? null : 'outcomes.searchAmbiguous';
  }

  return {
    query,
    active,
    unsettled,
    searching,
    result,
    shown,
    listed,
    /** The outcome of the hit at that place; null if there is none. */
    outcomeAt: (place: number): OutcomeRef | null => result.value?.hits[place]?.ref ?? null,
    /** Moves the active hit by that many places, from the last to the first and back. False if there is no hit. */
    move(by: 1 | -1) {
      const hits = result.value?.hits.length ?? 0;
      if (!searching.value || hits === 0) return false;
      active.value = (active.value + by + hits) % hits;
      moved.value = true;
      unsettled.value = null;
      return true;
    },
    /**
     * Whether it is clear which outcome the agent means; notes in `unsettled` if it is not.
     *
     * @param isInSearch whether the keyboard is in the search
     */
    settles(isInSearch: boolean) {
      unsettled.value = reasonAgainst(isInSearch);
      return unsettled.value === null;
    },
  };
}
