import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { refKey, usageRanks, type OutcomeRef, type OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { useOutcomes } from './outcomes.ts';
import { useSelection } from '../draft/selection.ts';

/** An outcome at hand: a favourite, or one lately used on this campaign. */
export interface TopOutcome {
  readonly ref: OutcomeRef;
  readonly favourite: boolean;
  readonly name: string;
  /** The names above it, from the root down; none for a telephony outcome. */
  readonly above: readonly string[];
}

/** As many as there are digits to choose them by. */
const MOST = 9;
/** Recents beyond these are no quicker to read than to type. */
const MOST_RECENTS = 5;

/** How the agent uses the outcomes of the selected call's campaign: favourites, recents, and what goes first. */
export const useOutcomeUsage = defineStore('outcomeUsage', () => {
  const { api } = useCore();
  const app = useApp();
  const outcomes = useOutcomes();
  const selection = useSelection();
  const byCall = shallowReactive(new Map<string, readonly OutcomeUse[]>());

  /** Why the last pin could not be kept. */
  const failure = shallowRef<ContractError | null>(null);

  const uses = computed<readonly OutcomeUse[]>(() => byCall.get(selection.call?.callId ?? '') ?? []);
  const favourites = computed(
    () => new Set(uses.value.filter(({ favourite }) => favourite).map((use) => refKey(use))),
  );

  /** For the search: more goes first. By place in the index. */
  const ranks = computed<ReadonlyMap<number, number>>(() => {
    const known = outcomes.current;
    if (known === null || uses.value.length === 0) return new Map();
    const byKey = usageRanks(uses.value);
    return new Map(uses.value.map((use) => [known.index().placeOf(use), byKey.get(refKey(use)) ?? 0]));
  });

  /** Favourites as they were pinned, then what was used last; only what this call can be given. */
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
      const named = app.state?.form.telephonyOutcomes.find((outcome) => outcome.id === id);
      return named === undefined ? [] : [{ ref, favourite, name: named.name, above: [] }];
    }
    const node = forest?.byId(id) ?? null;
    if (node?.choosable !== true) return [];
    return [{ ref, favourite, name: node.name ?? '', above: node.path.slice(0, -1) }];
  }

  function isFavourite(ref: OutcomeRef): boolean {
    return favourites.value.has(refKey(ref));
  }

  /** Pins an outcome, or takes the pin off. The screen follows when the core has kept it. */
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
  // The campaign may have become known by the list.
  useCoreEvent('outcomes', loadSelected);

  return { ranks, top, failure, isFavourite, toggleFavourite };
});
