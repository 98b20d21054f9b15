import { setImmediate } from 'node:timers/promises';

/** How long steps may hold up everything else in the process at a time, in milliseconds. */
const SLICE_MS = 5;

/** Long work that can rest between its steps, each of about a millisecond. Its result comes last. */
export type Steps<T> = Generator<undefined, T>;

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

export function allAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
