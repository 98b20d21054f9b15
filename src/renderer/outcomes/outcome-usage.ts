import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { refKey, usageRanks, type OutcomeRef, type OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useOutcomes } from './outcomes.ts';
import { useSelection } from '../draft/selection.ts';
import { unlessEqual } from '../draft/unless-equal.ts';

/** An outcome that the agent pinned or uses most on this campaign. */
export interface TopOutcome {
  readonly ref: OutcomeRef;
  /** The digit that chooses it, 1 to 9. */
  readonly number: number;
  readonly favourite: boolean;
  readonly name: string;
  /** The names of its parents from the root down; empty for a telephony outcome. */
  readonly above: readonly string[];
}

/** How the agent uses the outcomes of the selected call's campaign: those with a number, and search ranks. */
export const useOutcomeUsage = defineStore('outcomeUsage', () => {
  const { api } = useCore();
  const outcomes = useOutcomes();
  const selection = useSelection();
  const byCall = shallowReactive(new Map<string, readonly OutcomeUse[]>());

  /** Why the last pin could not be saved. */
  const failure = shallowRef<ContractError | null>(null);

  const uses = computed<readonly OutcomeUse[]>(() => byCall.get(selection.call?.callId ?? '') ?? []);
  const pinned = computed<readonly string[]>((before) =>
    unlessEqual(
      before,
      uses.value.filter(({ favourite }) => favourite).map((use) => refKey(use)),
    ),
  );
  const favourites = computed(() => new Set(pinned.value));

  /** Usage ranks for the search, by place in the index; higher ranks come first. */
  const ranks = computed<ReadonlyMap<number, number>>(() => {
    const known = outcomes.current;
    if (known === null || uses.value.length === 0) return new Map();
    const byKey = usageRanks(uses.value);
    return new Map(uses.value.map((use) => [known.index().placeOf(use), byKey.get(refKey(use)) ?? 0]));
  });

  /** The outcomes with a number, in its order; only those that this call can have. */
  const top = computed<readonly TopOutcome[]>(() => {
    const { forest } = outcomes.current ?? {};
    return uses.value.flatMap((use) => describe(use, forest)).sort((a, b) => a.number - b.number);
  });

  function describe(
    { kind, id, favourite, number }: OutcomeUse,
    forest: OutcomeForest | undefined,
  ): TopOutcome[] {
    if (number === null) return [];
    const ref = { kind, id };
    if (kind === 'telephony') {
      const named = outcomes.telephony.find((outcome) => outcome.id === id);
      return named === undefined ? [] : [{ ref, number, favourite, name: named.name, above: [] }];
    }
    const node = forest?.byId(id) ?? null;
    if (node?.choosable !== true) return [];
    return [{ ref, number, favourite, name: node.name ?? '', above: node.path.slice(0, -1) }];
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
    if (answer.ok) byCall.set(callId, unlessEqual(byCall.get(callId), answer.value));
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
