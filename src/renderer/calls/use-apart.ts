import { computed } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { useSelection } from '../draft/selection.ts';
import { callName } from './call-name.ts';

/** As much of a call's id tells calls of one name apart, unless their ends are the same. In UTF-16 units. */
const END = 4;

/** What tells an open call apart from others of the same name: the end of its id; null if its name is its own. */
export function useApart(): (call: Pick<CallView, 'callId' | 'contact'>) => string | null {
  const selection = useSelection();

  const byName = computed(() => {
    const known = new Map<string, string[]>();
    for (const call of selection.open) {
      const same = known.get(callName(call));
      if (same === undefined) known.set(callName(call), [call.callId]);
      else same.push(call.callId);
    }
    return known;
  });

  return (call) => {
    const same = byName.value.get(callName(call)) ?? [];
    if (same.length < 2) return null;
    const { callId } = call;
    const isOwn = (end: number): boolean =>
      same.every((each) => each === callId || !each.endsWith(callId.slice(-end)));
    let end = END;
    while (end < callId.length && !isOwn(end)) end += 1;
    return end < callId.length ? `…${callId.slice(-end)}` : callId;
  };
}
