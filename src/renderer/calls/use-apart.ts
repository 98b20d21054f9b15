import { defineStore } from 'pinia';
import { shallowRef, triggerRef, watch } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { useApp } from '../api/app.ts';
import { callName } from './call-name.ts';

type NamedCall = Pick<CallView, 'callId' | 'contact'>;

/** As much of a call's id tells calls of one name apart, unless their ends are the same. In UTF-16 units. */
const END = 4;
const endOf = (callId: string): string => callId.slice(-END);

/**
 * What tells an open call apart from others of the same name. Kept from change to change: however many calls are open, only
 * those that came, left or got another name are looked at.
 */
export const useApart = defineStore('apart', () => {
  const app = useApp();
  /** The ids of the open calls, by name and by their ends. Changed in place, and triggered then. */
  const byName = shallowRef(new Map<string, Map<string, Set<string>>>());
  /** The name under which each is kept: it changes with the settings too. */
  const names = new Map<string, string>();

  function remove(callId: string): void {
    const name = names.get(callId) ?? '';
    const ends = byName.value.get(name);
    const same = ends?.get(endOf(callId));
    names.delete(callId);
    same?.delete(callId);
    if (same?.size === 0) ends?.delete(endOf(callId));
    if (ends?.size === 0) byName.value.delete(name);
  }

  function add(call: NamedCall): void {
    const name = callName(call);
    const ends = byName.value.get(name) ?? new Map<string, Set<string>>();
    const same = ends.get(endOf(call.callId)) ?? new Set();
    names.set(call.callId, name);
    byName.value.set(name, ends.set(endOf(call.callId), same.add(call.callId)));
  }

  function take(callId: string, call: CallView | undefined): void {
    const isOpen = call?.wrappedAt === null;
    if (isOpen ? names.get(callId) === callName(call) : !names.has(callId)) return;
    remove(callId);
    if (isOpen) add(call);
    triggerRef(byName);
  }

  watch(
    () => app.state?.form.maskNumbers,
    () => {
      byName.value = new Map();
      names.clear();
      for (const call of app.toWrapUp) add(call);
      triggerRef(byName);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    () => app.changes,
    (changes) => {
      for (const { before, now } of changes) take((now ?? before)?.callId ?? '', now);
    },
    { flush: 'sync' },
  );

  /** The end of its id; null if its name is its own. */
  function apart(call: NamedCall): string | null {
    const { callId } = call;
    const ends = byName.value.get(callName(call));
    const same = [...(ends?.get(endOf(callId)) ?? [])];
    if ((ends?.size ?? 0) < 2 && same.length < 2) return null;
    const isOwn = (end: number): boolean =>
      same.every((each) => each === callId || !each.endsWith(callId.slice(-end)));
    let end = END;
    while (end < callId.length && !isOwn(end)) end += 1;
    return end < callId.length ? `…${callId.slice(-end)}` : callId;
  }

  return { apart };
});
