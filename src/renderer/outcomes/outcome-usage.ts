import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { refKey, usageRanks, type OutcomeRef, type OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useOutcomes } from './outcomes.ts';
import { useSelection } from '../draft/selection.ts';

/** A favourite, or an outcome recently used on this campaign. */
export interface TopOutcome {
  readonly ref: OutcomeRef;
  readonly favourite: boolean;
  readonly name: string;
  /** The names of its parents from the root down; empty for a telephony outcome. */
  readonly above: readonly string[];
}

/** The digits 1 to 9 choose them. */
const MOST = 9;
/** Beyond these, typing is as quick as reading. */
const MOST_RECENTS = 5;

/** How the agent uses the outcomes of the selected call's campaign: favourites, recents, and search ranks. */
export const useOutcomeUsage = defineStore('outcomeUsage', () => {
  const { api } = useCore();
  const outcomes = useOutcomes();
  const selection = useSelection();
  const byCall = shallowReactive(new Map<string, readonly OutcomeUse[]>());

  /** Why the last pin could not be saved. */
  const failure = shallowRef<ContractError | null>(null);

  const uses = computed<readonly OutcomeUse[]>(() => byCall.get(selection.call?.callId ?? '') ?? []);
  const favourites = computed(
    () => new Set(uses.value.filter(({ favourite }) => favourite).map((use) => refKey(use))),
  );

  /** Usage ranks for the search, by place in the index; higher ranks come first. */
  const ranks = computed<ReadonlyMap<number, number>>(() => {
    const known = outcomes.current;
    if (known === null || uses.value.length === 0) return new Map();
    const byKey = usageRanks(uses.value);
    return new Map(uses.value.map((use) => [known.index().placeOf(use), byKey.get(refKey(use)) ?? 0]));
  });

  /** Favourites in the order they were pinned, then recents; only outcomes that this call can have. */
  const top = computed<readonly TopOutcome[]>(() => {
    const { forest } = outcomes.current ?? {};
    const there = uses.value.flatMap((use) => describe(use, forest));
    const pinned = there.filter(({ favourite }) => favourite);
    const recent = there.filter(({ favourite }) => !favourite);
    return [...pinned, ...recent.slice(0, MOST_RECENTS)].slice(0, MOST);
  });

  function describe({ kind, id, favourite }: OutcomeUse, forest: OutcomeForest | undefined): TopOutcome[] {
    const ref = { kind, id };
    if (kind === 'telephony') {
      const named = outcomes.telephony.find((outcome) => outcome.id === id);
      return named === undefined ? [] : [{ ref, favourite, name: named.name, above: [] }];
    }
    const node = forest?.byId(id) ?? null;
    if (node?.choosable !== true) return [];
    return [{ ref, favourite, name: node.name ?? '', above: node.path.slice(0, -1) }];
  }

  function isFavourite(ref: OutcomeRef): boolean {
    return favourites.value.has(refKey(ref));
  }

  /** Pins or unpins an outcome. The screen changes when the core has saved it. */
  async function toggleFavourite(outcome: OutcomeRef): Promise<void> {
    const callId = selection.call?.callId;
    if (callId === undefined) return;
    const answer = await api.setFavourite({ callId, outcome, favourite: !isFavourite(outcome) });
    failure.value = answer.ok ? null : answer.error;
    await load(callId);
  }

  async function load(callId: string): Promise<void> {
    const answer = await api.getOutcomeUsage({ callId });
    if (answer.ok) byCall.set(callId, answer.value);
  }

  function loadSelected(): void {
    const callId = selection.call?.callId;
    if (callId !== undefined) void load(callId);
  }

  watch(
    () => selection.call?.callId,
    (callId) => {
      failure.value = null;
      for (const id of byCall.keys()) if (id !== callId) byCall.delete(id);
      loadSelected();
    },
    { immediate: true },
  );
  useCoreEvent('outcomeUsage', loadSelected);
  // The list may tell the campaign.
  useCoreEvent('outcomes', loadSelected);

  return { ranks, top, failure, isFavourite, toggleFavourite };
});
