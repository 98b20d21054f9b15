/** How long the event loop may work on searches before everything else has its turn, in milliseconds. */
const SLICE = 3;

/** Divides long work into slices, so that deliveries and the screen go on. Several pieces of work share it, one slice a turn. */
export interface Turns {
  /** Waits for its turn of the event loop if this one has worked long enough. */
  next(): Promise<void>;
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let began = performance.now();

  /** The one that waits longest goes on, the others in the turns after it. */
  function goOn(): void {
    began = performance.now();
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(goOn);
  }

  return {
    async next() {
      if (performance.now() - began < SLICE) return;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1) setImmediate(goOn);
      });
    },
  };
}
