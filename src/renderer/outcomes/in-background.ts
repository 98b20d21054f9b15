/** How long the screen may stand still for a piece of background work, in milliseconds. */
const PIECE_MS = 5;

/**
 * Runs work that is cut in steps, a few at a time between whatever else the screen has to do.
 *
 * @returns gives what the work comes to, finishing it at once where it is asked before the end
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
