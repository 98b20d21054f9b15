import { useIntervalFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useApp } from '../api/app.ts';

const TICK_MS = 1_000;
/** If the wall clock is off by more than this, somebody set it, or the machine slept. In milliseconds. */
const SET_MS = 1_500;

/** The times that the screen goes by, in milliseconds since the epoch. They change once a second. */
export const useClock = defineStore('clock', () => {
  const app = useApp();
  /** The machine's clock, for what the machine recorded. */
  const now = ref(Date.now());
  /** LCM's clock as far as it is known, for callbacks: LCM decides which are still in the future. */
  const lcmNow = computed(() => now.value + (app.state?.lcmAheadMs ?? 0));
  let began = Date.now() - performance.now();

  function tick(): void {
    now.value = Date.now();
    const begins = now.value - performance.now();
    if (Math.abs(begins - began) <= SET_MS) return;
    began = begins;
    // Both clocks are further apart now, or nearer.
    void app.refresh();
  }

  /** Reads the clocks again at once, for what is counted from now. */
  function readLcm(): number {
    tick();
    return lcmNow.value;
  }

  useIntervalFn(tick, TICK_MS);
  return { now, lcmNow, readLcm };
});
