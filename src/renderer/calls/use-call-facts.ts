import { computed, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import type { CallFacts } from '#shared/lcm/call-facts.ts';
import { useFacts } from '../draft/facts.ts';

/** What LCM has told of a call so far; it changes when LCM tells more. Call in a component's setup. */
export function useCallFacts(callId: MaybeRefOrGetter<string>): ComputedRef<CallFacts> {
  const facts = useFacts();
  watch(() => toValue(callId), facts.want, { immediate: true });
  return computed(() => facts.of(toValue(callId)));
}
