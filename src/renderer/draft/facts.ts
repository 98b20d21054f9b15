import { defineStore } from 'pinia';
import { computed, shallowReactive, watch } from 'vue';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';
import { useApp } from '../api/app.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { useSelection } from './selection.ts';
import { unlessEqual } from './unless-equal.ts';

/** The calls whose facts a window keeps; the oldest answer goes first. */
const MOST_CALLS = 20;

/** What LCM has told of the calls that this window shows. Before the core has answered, nothing is known of a call. */
export const useFacts = defineStore('facts', () => {
  const { api } = useCore();
  const app = useApp();
  const selection = useSelection();
  const byCall = shallowReactive(new Map<string, CallFacts>());
  const asked = new Set<string>();

  /** Reading it is cheap, and reactive. {@link want} makes it known. */
  function of(callId: string): CallFacts {
    return byCall.get(callId) ?? NO_FACTS;
  }
  const current = computed(() => of(selection.call?.callId ?? ''));

  /** Makes the facts of a call known, now and whenever LCM tells more. */
  function want(callId: string): void {
    if (!byCall.has(callId) && !asked.has(callId)) void load(callId);
  }

  async function load(callId: string): Promise<void> {
    asked.add(callId);
    const answer = await api.getCallFacts({ callId }).finally(() => asked.delete(callId));
    if (!answer.ok) return;
    const facts = unlessEqual(byCall.get(callId), answer.value);
    byCall.delete(callId);
    byCall.set(callId, facts);
    for (const id of byCall.keys()) {
      if (byCall.size <= MOST_CALLS) break;
      if (id !== selection.call?.callId) byCall.delete(id);
    }
  }

  watch(
    () => selection.call?.callId,
    (callId) => {
      if (callId !== undefined) want(callId);
    },
    { immediate: true },
  );
  useCoreEvent('callFacts', ({ callId }) => {
    if (byCall.has(callId) || asked.has(callId)) void load(callId);
  });
  watch(
    () => app.presence,
    (presence, before) => {
      if (presence === 'present' && before === 'gone') for (const id of byCall.keys()) void load(id);
    },
  );
  watch(
    () => app.changes,
    () => {
      for (const id of byCall.keys()) if (app.callOf(id) === undefined) byCall.delete(id);
    },
  );

  return { current, of, want };
});
