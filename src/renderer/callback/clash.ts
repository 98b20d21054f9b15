import { useTimeoutFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import {
  clashesWith,
  mayClash,
  nextFree,
  type BookedCallback,
  type ClashRules,
} from '#shared/callback/callback-clash.ts';
import { timesBetween, type CallbackTimes } from '#shared/callback/callback-suggestion.ts';
import { wallTimeAt } from '#shared/callback/wall-clock.ts';
import { useApp } from '../api/app.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { createFollower } from '../api/follower.ts';
import { useSelection } from '../draft/selection.ts';
import { useCallback } from './callback.ts';

/** The pause in typing after which LCM is asked, in milliseconds. */
const PAUSE_MS = 600;

const NOTHING: ClashRules = { warn: 'none', minutes: 1 };

/** How many callbacks are booked in an hour. */
export interface BookedHour {
  /** `HH:mm` */
  readonly hour: string;
  readonly n: number;
}

/** What is in the way of the callback in the form: the agent's own callbacks, and what LCM says. It never stops a submit. */
export const useClash = defineStore('clash', () => {
  const { api } = useCore();
  const app = useApp();
  const callback = useCallback();
  const selection = useSelection();

  const rules = computed<ClashRules>(() => app.state?.form.callbackClash ?? NOTHING);
  const all = shallowRef<readonly BookedCallback[]>([]);
  const callId = computed(() => (callback.draft === null ? null : (selection.call?.callId ?? null)));

  async function load(): Promise<void> {
    const asked = callId.value;
    if (asked === null) return;
    const answer = await api.bookedCallbacks({ callId: asked });
    if (asked === callId.value) all.value = answer.ok ? answer.value.items : [];
  }
  const follower = createFollower(load);
  follower.follow();
  useCoreEvent('outbox', follower.changed);
  watch([callId, () => selection.call?.lcmKey, () => app.state?.agent], () => {
    all.value = [];
    void load();
  });

  /** The callbacks that can be in the way of another. */
  const booked = computed(() => all.value.filter(({ isPersonal }) => mayClash(isPersonal, rules.value)));
  /** The callback in the form, if one can be in its way. */
  const span = computed(() => {
    const { checked, draft } = callback;
    if (checked?.ok !== true || !mayClash(draft?.kind === 'personal', rules.value)) return null;
    return checked.window;
  });
  const found = computed(() =>
    span.value === null ? [] : clashesWith(span.value, booked.value, rules.value),
  );

  function timesAt(start: number): CallbackTimes | null {
    if (span.value === null) return null;
    return timesBetween(start, start + span.value.end - span.value.start, span.value.zone);
  }

  /** The next free and allowed time after one that is not free; null if there is none soon. */
  const free = computed<CallbackTimes | null>(() => {
    if (span.value === null || found.value.length === 0) return null;
    const isAllowed = (start: number): boolean => {
      const times = timesAt(start);
      const checked = callback.effective && times && callback.check({ ...callback.effective, ...times });
      return checked?.ok === true && checked.nearest === null;
    };
    const start = nextFree(span.value, booked.value, rules.value, isAllowed);
    return start === null ? null : timesAt(start);
  });

  /** LCM says that the agent has another callback at that time. */
  const lcmSays = ref(false);
  const question = computed(() =>
    span.value === null || callId.value === null ? null : JSON.stringify([callId.value, span.value.wire]),
  );
  const { start: askSoon, stop } = useTimeoutFn(ask, PAUSE_MS, { immediate: false });
  watch([question, () => app.state?.link.status === 'connected'], ([asked, isLinked]) => {
    lcmSays.value = false;
    if (asked !== null && isLinked) askSoon();
    else stop();
  });

  async function ask(): Promise<void> {
    const asked = question.value;
    if (asked === null || callId.value === null || callback.effective === null) return;
    const answer = await api.callbackOverlap({ callId: callId.value, callback: { ...callback.effective } });
    if (asked === question.value) lcmSays.value = answer.ok && answer.value === true;
  }

  /** What is booked on each day, `YYYY-MM-DD`, by the hours of the callback's zone. */
  const days = computed(() => {
    const byDay = new Map<string, BookedHour[]>();
    for (const { at } of booked.value) {
      const { date, time } = wallTimeAt(at, callback.zone);
      const hour = `${time.slice(0, 2)}:00`;
      const hours = byDay.get(date) ?? [];
      const known = hours.find((each) => each.hour === hour);
      byDay.set(date, [...hours.filter((each) => each !== known), { hour, n: (known?.n ?? 0) + 1 }]);
    }
    return byDay;
  });

  return { found, free, lcmSays, days };
});
