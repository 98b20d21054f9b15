import type { Clock } from '#main/base/clock.ts';

export interface ManualClock extends Clock {
  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void;
  /** How many timers wait. */
  waiting(): number;
}

/** A clock that stands still until it is moved. */
export function createManualClock(): ManualClock {
  let time = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => 1_700_000_000_000 + time,
    monotonic: () => time,
    after(delay, run) {
      const timer = { at: time + delay, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        time = next.at;
        next.run();
      }
      time = end;
    },
    waiting: () => timers.length,
  };
}
