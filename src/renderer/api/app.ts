import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowReactive, shallowRef } from 'vue';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import type { ContractError } from '#shared/contract/index.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { callsBetween, type CallsPatch } from '#shared/contract/state-patch.ts';
import { useCore, useCoreEvent } from './core.ts';
import { createStateMirror } from './state-mirror.ts';
import { unlessSame } from './unless-same.ts';

/** `starting` until the core is first reached, `gone` whenever it cannot be reached later. */
export type Presence = 'starting' | 'present' | 'gone';

/** The calls that a new state changed: as they were (undefined for a new call) and as they are (undefined if gone). */
export type CallChanges = readonly {
  readonly before?: CallView | undefined;
  readonly now?: CallView | undefined;
}[];

/** The core's state, and whether the core can be reached. */
export const useApp = defineStore('app', () => {
  const core = useCore();
  /** Changed in place, part by part: who reads one part is not run again when another changes. */
  const state = shallowRef<AppState | null>(null);
  /** What the latest state changed. Watch it with `flush: 'sync'`: several states may come in one tick. */
  const changes = shallowRef<CallChanges>([]);
  const presence = ref<Presence>('starting');
  /** Why the core refuses this page; null if it does not. */
  const refusal = shallowRef<Reason | null>(null);
  const failure = shallowRef<ContractError | null>(null);
  const byId = new Map<string, CallView>();
  /** The calls to wrap up as their clocks show them. The same list until one of these changes: see {@link isTimedAlike}. */
  const timed = shallowRef<CallView[]>([]);

  /** How many are to be wrapped up: these come first, and those that are done are few. */
  const openCount = computed(() => calls().findLastIndex(({ wrappedAt }) => wrappedAt === null) + 1);
  const toWrapUp = computed(() => calls().slice(0, openCount.value));
  const done = computed<readonly CallView[]>((before) => unlessSame(before, calls().slice(openCount.value)));

  function calls(): CallView[] {
    return state.value?.calls ?? [];
  }

  /** The call with this id, if it is on the list. */
  function callOf(callId: string | undefined): CallView | undefined {
    // Whoever asks is asked again when the calls change.
    return calls().length === 0 || callId === undefined ? undefined : byId.get(callId);
  }

  function show(next: AppState, told: CallsPatch | null): void {
    const { gone, put, drafts } = told ?? callsBetween(calls(), next.calls);
    const drafted = drafts.map(({ at }) => next.calls[at]).filter((call) => call !== undefined);
    const changed = [
      ...gone.map((callId) => ({ before: byId.get(callId) })),
      ...[...put.map(({ call }) => call), ...drafted].map((now) => ({ before: byId.get(now.callId), now })),
    ];
    for (const callId of gone) byId.delete(callId);
    for (const { now } of changed as CallChanges) if (now !== undefined) byId.set(now.callId, now);
    if (state.value === null) state.value = shallowReactive({ ...next });
    else Object.assign(state.value, next);
    if (told === null || !changed.every(isTimedAlike)) timed.value = toWrapUp.value;
    if (changed.length > 0) changes.value = changed;
  }

  const mirror = createStateMirror(core.api.getState, show, (answer) => {
    failure.value = answer.ok ? null : answer.error;
  });
  useCoreEvent('state', mirror.take);
  onScopeDispose(
    core.onPresence((present, why) => {
      presence.value = present ? 'present' : 'gone';
      refusal.value = why ?? null;
      if (present) void mirror.refresh();
    }),
  );

  return {
    ...{ state, changes, presence, refusal, failure, toWrapUp, timed, done, callOf },
    refresh: mirror.refresh,
  };
});

/** What a clock of a call shows. */
const TIMED = ['phase', 'openedAt', 'endedAt', 'wrappedAt', 'afterCall'] as const;

function isTimedAlike({ before, now }: CallChanges[number]): boolean {
  return TIMED.every((name) => JSON.stringify(before?.[name]) === JSON.stringify(now?.[name]));
}
