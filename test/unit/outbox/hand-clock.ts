import type { Clock } from '#main/clock.ts';

/** A clock that moves only when told to: timers run in order as it passes them. */
export interface HandClock extends Clock {
  /** Moves both clocks on, running what falls due, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock alone, as a person or a time server does. */
  setWall(now: number): void;
  /** How many timers are set. */
  pending(): number;
}

export function createHandClock(start = Date.parse('2026-11-20T09:00:00Z')): HandClock {
  let wall = start;
  let monotonic = 5_000;
  let timers: { at: number; run: () => void }[] = [];

  return {
    now: () => wall,
    monotonic: () => monotonic,
    after(delay, run) {
      const timer = { at: monotonic + Math.max(delay, 0), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = monotonic + ms;
      for (;;) {
        await settled();
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        wall += next.at - monotonic;
        monotonic = next.at;
        next.run();
      }
      wall += end - monotonic;
      monotonic = end;
      await settled();
    },
    setWall(now) {
      wall = now;
    },
    pending: () => timers.length,
  };
}

/** Resolves once every promise that can go on has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
