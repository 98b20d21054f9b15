/** A part of a whole run. */
export interface Part {
  readonly name: string;
  /** The part that must have passed before this one begins. */
  readonly after?: string;
  /** @returns whether it passed */
  run(): Promise<boolean>;
}

/**
 * Runs each part once, in the order of the list, as many at a time as there are lanes. What cannot begin yet lets the next
 * go first.
 *
 * @returns the names of what did not run, because what it needs did not pass
 * @throws if a part needs one that is not in the list
 */
export async function runInLanes(parts: readonly Part[], lanes: number): Promise<string[]> {
  const waiting = new Set(parts);
  const results = new Map<string, boolean>();
  const running = new Set<Promise<void>>();
  const canBegin = ({ after }: Part): boolean =>
    running.size < lanes && (after === undefined || results.get(after) === true);
  const isLost = ({ after }: Part): boolean => after !== undefined && results.get(after) === false;
  const left: string[] = [];
  for (;;) {
    for (const part of [...waiting].filter(isLost)) {
      waiting.delete(part);
      results.set(part.name, false);
      left.push(part.name);
    }
    const next = [...waiting].find(canBegin);
    if (next !== undefined) {
      waiting.delete(next);
      const work = next.run().then((passed) => {
        results.set(next.name, passed);
        running.delete(work);
      });
      running.add(work);
    } else if (running.size > 0) await Promise.race(running);
    else if (waiting.size === 0) return left;
    else if (![...waiting].some(isLost))
      throw new Error(`Nothing makes what these need: ${[...waiting].map(({ name }) => name).join(', ')}.`);
  }
}
