import { useTimeoutFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { NamedId } from '#shared/lcm/outcome-row.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { indexSteps, type OutcomeIndex } from '#shared/outcomes/search/outcome-index.ts';
import { telephonyOutcomes } from '#shared/outcomes/telephony-outcomes.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useWords } from '../i18n/i18n.ts';
import { useApp } from '../api/app.ts';
import { useFacts } from '../draft/facts.ts';
import { useSelection } from '../draft/selection.ts';
import { unlessEqual } from '../draft/unless-equal.ts';
import { controlId } from '../draft/use-field.ts';
import { inBackground } from './in-background.ts';
import { createOutcomeTrees } from './outcome-trees.ts';

/** The outcomes of a call, ready to show and to search. */
export interface Outcomes {
  readonly list: Omit<OutcomeList, 'packed'>;
  readonly forest: OutcomeForest;
  readonly telephony: readonly NamedId[];
  /** The search index. It is built in the background, or finished at once when it is needed earlier. */
  readonly index: () => OutcomeIndex;
}

/** By then a call whose list is known is shown, and the agent stays with it. In milliseconds. */
const SHOWN_MS = 250;

/** How long a list that may be older than a change is shown before it is asked for again, in milliseconds. */
const AGAIN_MS = 100;

function sameNames(left: readonly NamedId[], right: readonly NamedId[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ id, name }, at) => id === right[at]?.id && name === right[at].name)
  );
}

/** The outcome lists of the calls on screen. Calls with equal lists share a tree and its index. */
export const useOutcomes = defineStore('outcomes', () => {
  const { api } = useCore();
  const { t } = useWords();
  const app = useApp();
  const facts = useFacts();
  const selection = useSelection();
  const byCall = shallowReactive(new Map<string, Outcomes>());
  const trees = createOutcomeTrees(
    () => app.state?.form,
    (version) => [...byCall.values()].some(({ list }) => list.version === version),
  );
  /** What was last made of each tree. */
  let made = new WeakMap<OutcomeForest, Pick<Outcomes, 'telephony' | 'index'>>();
  /** The last index that was built; null before the first. */
  const indexed = shallowRef<OutcomeIndex | null>(null);
  const failures = shallowReactive(new Map<string, ContractError>());
  /** What changed while a call's list was on its way or its tree was made, by call: the answer may be older than the change. */
  const onTheWay = new Map<string, { answers: number; readonly changed: Set<string> }>();
  /** The last question whose answer is shown, by call: a long list takes longer to read than a short one that comes later. */
  const shown = new Map<string, number>();
  let questions = 0;

  if (app.state?.measures)
    void import('./search-timing.ts').then((it) => it.timeSearches(api, controlId('businessOutcome')));

  /** The selected call's outcomes; null if not known yet. */
  const current = computed(() => byCall.get(selection.call?.callId ?? '') ?? null);
  const telephony = computed(() => telephonyOf(selection.call?.callId ?? ''));
  /** The outcome of the selected call if LCM lists a single one for it that can be chosen; else null. */
  const only = computed(() => {
    const known = current.value;
    if (known === null || known.list.fetchedAt === null || known.list.assumed) return null;
    return known.forest.onlyChoosable?.id ?? null;
  });
  const failure = computed(() => failures.get(selection.call?.callId ?? '') ?? null);

  async function load(id: string, refresh: boolean | 'unlessKnown'): Promise<void> {
    const way = onTheWay.get(id) ?? { answers: 0, changed: new Set() };
    way.answers += 1;
    onTheWay.set(id, way);
    await show(id, refresh);
    way.answers -= 1;
    if (way.answers > 0) return;
    onTheWay.delete(id);
    // Mostly the answer was read after that change, and has nothing new: first it is shown.
    const key = byCall.get(id)?.list.listKey ?? '';
    if (way.changed.has(key)) setTimeout(() => void load(id, false), AGAIN_MS);
  }

  async function show(id: string, refresh: boolean | 'unlessKnown'): Promise<void> {
    const question = (questions += 1);
    const answer = await api.listOutcomes({ callId: id, refresh, known: trees.known() });
    if (!answer.ok) {
      failures.set(id, answer.error);
      return;
    }
    const { packed, ...list } = answer.value;
    const forest = await trees.of({ ...list, packed });
    if (question < (shown.get(id) ?? 0)) return;
    if (forest === null) {
      void load(id, false);
      return;
    }
    shown.set(id, question);
    failures.delete(id);
    byCall.set(id, prepare(id, list, forest));
  }

  function telephonyOf(id: string): readonly NamedId[] {
    return app.state === null ? [] : telephonyOutcomes(app.state.form, facts.of(id));
  }

  function prepare(id: string, list: Outcomes['list'], forest: OutcomeForest): Outcomes {
    const telephony = telephonyOf(id);
    const own = byCall.get(id);
    const same = [own?.forest === forest ? own : undefined, made.get(forest)].find(
      (known) => known !== undefined && sameNames(known.telephony, telephony),
    );
    if (same !== undefined) {
      const kept = unlessEqual(own?.list, list);
      if (same === own && kept === own.list) return own;
      return { list: kept, forest, telephony: same.telephony, index: same.index };
    }
    const steps = indexSteps(forest, {
      groupName: (group) => t('outcomes.group', { id: group }),
      telephony,
    });
    const fresh = { telephony, index: inBackground(steps, (index) => (indexed.value = index)) };
    made.set(forest, fresh);
    return { list, forest, ...fresh };
  }

  /** Asks LCM for the list again. The known list stays until LCM answers. */
  function refresh(): void {
    const callId = selection.call?.callId;
    if (callId !== undefined) void load(callId, true);
  }
  const { start: refreshSoon, stop: leaveAsItIs } = useTimeoutFn(refresh, SHOWN_MS, { immediate: false });
  /** Whether LCM's list for the call itself is known, however old. */
  function hasOwnList(callId: string): boolean {
    const list = byCall.get(callId)?.list;
    return list !== undefined && list.fetchedAt !== null && !list.assumed;
  }

  // The core reads LCM's answer for as long as it takes to draw a call: where the list is known, the call comes first.
  watch(
    () => selection.call?.callId,
    async (callId) => {
      leaveAsItIs();
      if (callId === undefined) return;
      if (!hasOwnList(callId)) await load(callId, 'unlessKnown');
      if (callId === selection.call?.callId && hasOwnList(callId)) refreshSoon();
    },
    { immediate: true },
  );

  useCoreEvent('outcomes', ({ listKey }) => {
    for (const { changed } of onTheWay.values()) changed.add(listKey);
    for (const [id, { list }] of byCall)
      if (list.listKey === listKey && !onTheWay.has(id)) void load(id, false);
  });

  watch(
    () => app.changes,
    () => {
      for (const id of byCall.keys()) {
        if (app.callOf(id) !== undefined) continue;
        byCall.delete(id);
        shown.delete(id);
      }
    },
  );

  // The search finds groups without a name by the words shown for them.
  watch(
    () => t('outcomes.group', { id: '' }),
    () => {
      const lists = [...byCall];
      byCall.clear();
      made = new WeakMap();
      for (const [id, { list, forest }] of lists) byCall.set(id, prepare(id, list, forest));
    },
  );

  // LCM named the telephony outcomes after the list was shown.
  watch(telephony, () => {
    const callId = selection.call?.callId ?? '';
    const known = byCall.get(callId);
    if (known !== undefined) byCall.set(callId, prepare(callId, known.list, known.forest));
  });

  watch(
    () => app.presence,
    (presence, before) => {
      if (presence === 'present' && before === 'gone') refresh();
    },
  );

  return { current, indexed, telephony, only, failure, refresh };
});
