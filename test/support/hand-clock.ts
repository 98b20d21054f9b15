import type { Clock } from '#main/base/clock.ts';

/** A clock that moves only when told to: timers run in order as it passes them. */
export interface HandClock extends Clock {
  /** Moves both clocks on, running what falls due, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** A sleep of the machine: both clocks leap, and what fell due meanwhile runs at the end of it. */
  sleep(ms: number): Promise<void>;
  /** Sets the wall clock alone, as a person or a time server does. */
  setWall(now: number): void;
  /** How many timers are set. */
  pending(): number;
}

export function createHandClock(start = Date.parse('2026-11-20T09:00:00Z')): HandClock {
  let wall = start;
  let monotonic = 5_000;
  let timers: { at: number; run: () => void }[] = [];

  const clock: HandClock = {
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
        const passed = Math.max(next.at - monotonic, 0);
        wall += passed;
        monotonic += passed;
        next.run();
      }
      wall += end - monotonic;
      monotonic = end;
      await settled();
    },
    sleep(ms) {
      wall += ms;
      monotonic += ms;
      return clock.advance(0);
    },
    setWall(now) {
      wall = now;
    },
    pending: () => timers.length,
  };
  return clock;
}

/** Resolves once every promise that can go on has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
