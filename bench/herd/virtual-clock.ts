import type { Clock } from '#main/base/clock.ts';

/** A clock for many thousand timers: it stands still until it is run, and leaps from timer to timer. */
export interface VirtualClock extends Clock {
  /** Lets time pass up to that monotonic instant, running what falls due, in order. */
  runUntil(instant: number): void;
  /** The same, letting promises go on after each instant, until `isDone` holds. @returns when it came to an end */
  settleUntil(instant: number, isDone: () => boolean): Promise<number>;
}

interface Timer {
  readonly at: number;
  /** Timers of the same instant run in the order in which they were set. */
  readonly order: number;
  run: (() => void) | null;
}

export function createVirtualClock(): VirtualClock {
  const epoch = Date.parse('2026-11-20T09:00:00Z');
  /** A binary heap, the next timer on top. */
  const heap: Timer[] = [];
  let monotonic = 0;
  let order = 0;

  const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(timer: Timer): void {
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = timer;
  }

  function pop(): Timer | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return top;
  }

  /** Runs the next timer up to `instant`; false where there is none. */
  function runNext(instant: number): boolean {
    for (;;) {
      const top = heap[0];
      if (top === undefined || top.at > instant) return false;
      pop();
      if (top.run === null) continue;
      monotonic = top.at;
      top.run();
      return true;
    }
  }

  return {
    now: () => Math.round(epoch + monotonic),
    monotonic: () => monotonic,
    after(delay, run) {
      const timer: Timer = { at: monotonic + Math.max(delay, 0), order: (order += 1), run };
      push(timer);
      return () => {
        timer.run = null;
      };
    },
    runUntil(instant) {
      while (runNext(instant));
      monotonic = Math.max(monotonic, instant);
    },
    async settleUntil(instant, isDone) {
      while (!isDone()) {
        const { at } = heap[0] ?? { at: Infinity };
        if (at > instant) break;
        while (heap[0] !== undefined && heap[0].at <= at) runNext(at);
        await new Promise(setImmediate);
      }
      return monotonic;
    },
  };
}
