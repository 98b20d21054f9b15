/** Long work that can rest between its steps, each of about a millisecond. Its result comes last. */
export type Steps<T> = Generator<undefined, T>;

/** The result of work in steps, where nothing waits meanwhile. */
export function allAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
