import { setImmediate } from 'node:timers/promises';
import type { Steps } from '#shared/steps/steps.ts';

/** How long steps may hold up everything else in the process at a time, in milliseconds. */
const SLICE_MS = 5;

/** Takes steps in slices, between the other tasks of the process. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < until);
    await setImmediate();
  }
}
