import type { Clock } from '#main/base/clock.ts';

/** A queue that serves a fixed number per second, first come, first served. */
export interface Line {
  perSecond: number;
  /** While it is false, everybody in the queue waits. */
  open: boolean;
  readonly length: number;
  join(served: () => void): void;
  /** Sends everybody away unserved. */
  clear(): void;
}

export function createLine(clock: Clock, perSecond: number): Line {
  let waiting: (() => void)[] = [];
  /** How many at the front of `waiting` are served already. Removing each one would move all others. */
  let served = 0;
  let isOpen = true;
  let isServing = false;

  function serveNext(): void {
    isServing = isOpen && served < waiting.length;
    if (!isServing) return;
    clock.after(1_000 / line.perSecond, () => {
      const first = isOpen ? waiting[served] : undefined;
      if (first !== undefined) {
        served += 1;
        if (served === waiting.length) line.clear();
        first();
      }
      serveNext();
    });
  }

  const line: Line = {
    perSecond,
    get open() {
      return isOpen;
    },
    set open(next) {
      isOpen = next;
      if (!isServing) serveNext();
    },
    get length() {
      return waiting.length - served;
    },
    join(serve) {
      waiting.push(serve);
      if (!isServing) serveNext();
    },
    clear() {
      waiting = [];
      served = 0;
    },
  };
  return line;
}
