import { defineStore } from 'pinia';
import { computed, shallowReactive, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { NamedId, OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { buildOutcomeForest, type OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { indexSteps, type OutcomeIndex } from '#shared/outcomes/search/outcome-index.ts';
import { telephonyOutcomes } from '#shared/outcomes/telephony-outcomes.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useWords } from '../i18n/i18n.ts';
import { useApp } from '../api/app.ts';
import { useFacts } from '../draft/facts.ts';
import { useSelection } from '../draft/selection.ts';
import { controlId } from '../draft/use-field.ts';
import { inBackground } from './in-background.ts';

/** The outcomes of a call, ready to show and to search. */
export interface Outcomes {
  readonly list: OutcomeList;
  readonly forest: OutcomeForest;
  readonly telephony: readonly NamedId[];
  /** The search index. It is built in the background, or finished at once when it is needed earlier. */
  readonly index: () => OutcomeIndex;
}

/** Calls of one campaign have equal lists, and LCM's answer is mostly the known list. */
function sameRows(left: readonly OutcomeRow[], right: readonly OutcomeRow[]): boolean {
  return (
    left.length === right.length &&
    left.every((row, at) => {
      const other = right[at];
      return (
        row.id === other?.id &&
        row.description === other.description &&
        row.parentId === other.parentId &&
        row.leadScore === other.leadScore &&
        row.campaignId === other.campaignId
      );
    })
  );
}

function sameNames(left: readonly NamedId[], right: readonly NamedId[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ id, name }, at) => id === right[at]?.id && name === right[at].name)
  );
}

/** The outcome lists of the calls on screen. Each tree is built once for each version of its rows. */
export const useOutcomes = defineStore('outcomes', () => {
  const { api } = useCore();
  const { t } = useWords();
  const app = useApp();
  const facts = useFacts();
  const selection = useSelection();
  const byCall = shallowReactive(new Map<string, Outcomes>());
  const failures = shallowReactive(new Map<string, ContractError>());
  /** The lists that changed while a call's first list was on its way, by call: the answer may be older than the change. */
  const changedMeanwhile = new Map<string, Set<string>>();

  if (app.state?.measures)
    void import('./search-timing.ts').then((it) => {
      it.timeSearches(api, controlId('businessOutcome'));
    });

  /** The selected call's outcomes; null if not known yet. */
  const current = computed(() => byCall.get(selection.call?.callId ?? '') ?? null);
  /** The telephony outcomes of the selected call. */
  const telephony = computed(() => telephonyOf(selection.call?.callId ?? ''));
  /** The outcome of the selected call if LCM lists a single one for it that can be chosen; else null. */
  const only = computed(() => {
    const known = current.value;
    if (known === null || known.list.fetchedAt === null || known.list.assumed) return null;
    const choosable = known.forest.nodes.filter((node) => node.choosable);
    return choosable.length === 1 ? (choosable[0]?.id ?? null) : null;
  });
  const failure = computed(() => failures.get(selection.call?.callId ?? '') ?? null);

  async function load(id: string, refresh: boolean): Promise<void> {
    if (!byCall.has(id)) changedMeanwhile.set(id, new Set());
    const answer = await api.listOutcomes({ callId: id, refresh });
    const changed = changedMeanwhile.get(id);
    changedMeanwhile.delete(id);
    if (!answer.ok) {
      failures.set(id, answer.error);
      return;
    }
    failures.delete(id);
    byCall.set(id, prepare(id, answer.value));
    if (changed?.has(answer.value.listKey)) void load(id, false);
  }

  function telephonyOf(id: string): readonly NamedId[] {
    return app.state === null ? [] : telephonyOutcomes(app.state.form, facts.of(id));
  }

  function prepare(id: string, list: OutcomeList): Outcomes {
    const named = telephonyOf(id);
    const same = [...byCall.values()].find(
      (known) => sameRows(known.list.rows, list.rows) && sameNames(known.telephony, named),
    );
    if (same !== undefined) return { ...same, list };
    const form = app.state?.form;
    const forest = buildOutcomeForest(list.rows, form?.groupNames ?? {}, form);
    const steps = indexSteps(forest, {
      groupName: (group) => t('outcomes.group', { id: group }),
      telephony: named,
    });
    return { list, forest, telephony: named, index: inBackground(steps) };
  }

  /** Asks LCM for the list again. The known list stays until LCM answers. */
  function refresh(): void {
    const callId = selection.call?.callId;
    if (callId !== undefined) void load(callId, true);
  }
  watch(() => selection.call?.callId, refresh, { immediate: true });

  useCoreEvent('outcomes', ({ listKey }) => {
    for (const changed of changedMeanwhile.values()) changed.add(listKey);
    for (const [id, { list }] of byCall) if (list.listKey === listKey) void load(id, false);
  });

  watch(
    () => app.changes,
    () => {
      for (const id of byCall.keys()) if (app.callOf(id) === undefined) byCall.delete(id);
    },
  );

  // The search finds groups without a name by the words shown for them.
  watch(
    () => t('outcomes.group', { id: '' }),
    () => {
      const lists = [...byCall];
      byCall.clear();
      for (const [id, { list }] of lists) byCall.set(id, prepare(id, list));
    },
  );

  // LCM named the telephony outcomes after the list was shown.
  watch(telephony, () => {
    const callId = selection.call?.callId ?? '';
    const known = byCall.get(callId);
    if (known !== undefined) byCall.set(callId, prepare(callId, known.list));
  });

  watch(
    () => app.presence,
    (presence, before) => {
      if (presence === 'present' && before === 'gone') refresh();
    },
  );

  return { current, telephony, only, failure, refresh };
});
