/** How long a piece of background work may block the screen, in milliseconds. */
const PIECE_MS = 5;

/**
 * Runs work in steps, a few at a time, between the screen's other tasks.
 *
 * @returns a function that returns the result; it finishes the work at once if called before the end
 */
export function inBackground<T>(steps: Generator<undefined, T>): () => T {
  let done: { readonly value: T } | null = null;

  function run(until: number): void {
    while (done === null && performance.now() < until) {
      const step = steps.next();
      if (step.done === true) done = { value: step.value };
    }
  }

  function goOn(): void {
    run(performance.now() + PIECE_MS);
    if (done === null) setTimeout(goOn);
  }

  setTimeout(goOn);
  return () => {
    run(Infinity);
    return (done as unknown as { readonly value: T }).value;
  };
}
