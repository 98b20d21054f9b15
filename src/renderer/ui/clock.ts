import { defineStore } from 'pinia';
import { onScopeDispose, ref } from 'vue';

const TICK_MS = 1_000;

/** The time shown on screen: milliseconds since the epoch, moving once a second. */
export const useClock = defineStore('clock', () => {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, TICK_MS);
  onScopeDispose(() => {
    clearInterval(timer);
  });
  return { now };
});
