import { useIntervalFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { ref } from 'vue';

const TICK_MS = 1_000;

/** The time shown on screen, in milliseconds since the epoch. It changes once a second. */
export const useClock = defineStore('clock', () => {
  const now = ref(Date.now());
  useIntervalFn(() => {
    now.value = Date.now();
  }, TICK_MS);
  return { now };
});
