import type { Clock } from '#main/base/clock.ts';

/** A clock that a test moves. Timers run in the order of their due times; equal ones in the order they were set. */
export interface FakeClock extends Clock {
  /** Moves both clocks on by `ms` and runs the timers that become due. Promises settle before and after each timer. */
  advance(ms: number): Promise<void>;
  /** The same in one step: promises settle afterwards. */
  pass(ms: number): void;
  /**
   * Runs timers up to that monotonic instant, until `isDone` is true. Promises settle after each instant.
   *
   * @returns the monotonic instant at which it ended
   */
  settleUntil(instant: number, isDone: () => boolean): Promise<number>;
  /** The machine sleeps: both clocks jump, and the timers that became due run at the end. */
  sleep(ms: number): Promise<void>;
  /** Sets only the wall clock, as a person or a time server does. */
  setWall(now: number): void;
  /** How many timers are set. */
  pending(): number;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  /** Null once it is cancelled. */
  run: (() => void) | null;
}

/** @param wall the wall clock's first reading; `monotonic` is the other clock's, both in milliseconds */
export function createFakeClock(wall = Date.parse('2026-11-20T09:00:00Z'), monotonic = 5_000): FakeClock {
  /** A binary heap, the next timer on top: the herd sets many thousands. */
  const heap: Timer[] = [];
  let offset = wall - monotonic;
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

  function pop(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
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
  }

  /** The next timer that was not cancelled. */
  function next(): Timer | undefined {
    while (heap[0]?.run === null) pop();
    return heap[0];
  }

  /** Runs the next timer that is due by `instant`; false if there is none. */
  function runNext(instant: number): boolean {
    const timer = next();
    if (timer === undefined || timer.at > instant) return false;
    pop();
    monotonic = Math.max(monotonic, timer.at);
    const { run } = timer;
    timer.run = null;
    run?.();
    return true;
  }

  const clock: FakeClock = {
    now: () => Math.round(offset + monotonic),
    monotonic: () => monotonic,
    after(delay, run) {
      const timer: Timer = { at: monotonic + Math.max(delay, 0), order: (order += 1), run };
      push(timer);
      return () => {
        timer.run = null;
      };
    },
    async advance(ms) {
      const end = monotonic + ms;
      do await settled();
      while (runNext(end));
      monotonic = end;
      await settled();
    },
    pass(ms) {
      const end = monotonic + ms;
      while (runNext(end));
      monotonic = end;
    },
    async settleUntil(instant, isDone) {
      while (!isDone()) {
        const at = next()?.at ?? Infinity;
        if (at > instant) break;
        while (runNext(at));
        await settled();
      }
      return monotonic;
    },
    sleep(ms) {
      monotonic += ms;
      return clock.advance(0);
    },
    setWall(now) {
      offset = now - monotonic;
    },
    pending: () => heap.filter(({ run }) => run !== null).length,
  };
  return clock;
}

/** Resolves once every promise that can go on has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
