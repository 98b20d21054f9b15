import { setImmediate } from 'node:timers/promises';

/** How long the event loop may work on a long search before everything else has its turn, in milliseconds. */
const SLICE = 3;

/** Divides long work into slices, so that deliveries and the screen go on. */
export interface Turns {
  /** Waits for the next turn of the event loop if this one has worked long enough. */
  next(): Promise<void>;
}

export function createTurns(): Turns {
  let began = performance.now();
  return {
    async next() {
      if (performance.now() - began < SLICE) return;
      await setImmediate();
      began = performance.now();
    },
  };
}
