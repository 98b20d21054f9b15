/** A part of a whole run. */
export interface Part {
  readonly name: string;
  /** How many lanes it takes: 1, or all of them, for what has a worker for each core. */
  readonly takes: 'one' | 'all';
  /** The part that must have passed before this one begins. */
  readonly after?: string;
  /** @returns whether it passed */
  run(): Promise<boolean>;
}

/**
 * Runs each part once, as many at a time as there are lanes. What takes one lane goes first, in the order of the list, so
 * that no lane waits long for another.
 *
 * @returns the names of what did not run, because what it needs did not pass
 * @throws if a part needs one that is not in the list
 */
export async function runInLanes(parts: readonly Part[], lanes: number): Promise<string[]> {
  const waiting = new Set(parts);
  const results = new Map<string, boolean>();
  const running = new Set<Promise<void>>();
  const canBegin = ({ takes, after }: Part): boolean =>
    running.size < (takes === 'all' ? 1 : lanes) && (after === undefined || results.get(after) === true);
  const isLost = ({ after }: Part): boolean => after !== undefined && results.get(after) === false;
  const left: string[] = [];
  for (;;) {
    for (const part of [...waiting].filter(isLost)) {
      waiting.delete(part);
      results.set(part.name, false);
      left.push(part.name);
    }
    const next =
      [...waiting].find((part) => part.takes === 'one' && canBegin(part)) ??
      ([...waiting].every(({ takes }) => takes === 'all') ? [...waiting].find(canBegin) : undefined);
    if (next !== undefined) {
      waiting.delete(next);
      const work = next.run().then((passed) => {
        results.set(next.name, passed);
        running.delete(work);
      });
      running.add(work);
      // Nothing goes beside what takes all.
      if (next.takes === 'all') await work;
    } else if (running.size > 0) await Promise.race(running);
    else if (waiting.size === 0) return left;
    else if (![...waiting].some(isLost))
      throw new Error(`Nothing makes what these need: ${[...waiting].map(({ name }) => name).join(', ')}.`);
  }
}
