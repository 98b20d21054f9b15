import type { Steps } from '#shared/steps/steps.ts';

/** How long a piece of background work may block the screen, in milliseconds. */
const PIECE_MS = 5;
/** How long it lets what the agent waits for go first, in milliseconds. */
const BEGIN_AFTER_MS = 100;
/** How long a piece may block the screen if the agent waits for the work. */
const AWAITED_PIECE_MS = 25;

/** Runs steps until then, and says whether they came to their end. */
function run<T>(steps: Steps<T>, until: number): { readonly value: T } | null {
  do {
    const step = steps.next();
    if (step.done === true) return { value: step.value };
  } while (performance.now() < until);
  return null;
}

/**
 * Runs work in steps, a few at a time, between the screen's other tasks.
 *
 * @param then what follows in the background
 * @returns a function that returns the result; it finishes the work at once if called before the end
 */
export function inBackground<T>(steps: Steps<T>, then: (result: T) => void = () => undefined): () => T {
  let done: { readonly value: T } | null = null;

  function goOn(): void {
    done ??= run(steps, performance.now() + PIECE_MS);
    if (done === null) setTimeout(goOn);
    else then(done.value);
  }

  setTimeout(goOn, BEGIN_AFTER_MS);
  return () => {
    done ??= run(steps, Infinity);
    return (done as { readonly value: T }).value;
  };
}

/** Runs work that the agent waits for in pieces, so that the screen answers meanwhile. A little work is done at once. */
export async function inPieces<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const done = run(steps, performance.now() + AWAITED_PIECE_MS);
    if (done !== null) return done.value;
    await nextTask();
  }
}

/** Not by a timer: browsers let nested timers wait for four milliseconds. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
