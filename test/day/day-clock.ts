import type { Clock } from '#main/base/clock.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

/** The clock of a made-up day: it runs by itself, many times as fast as the real one, and can be moved on. */
export interface DayClock extends Clock {
  /** Lets time pass. What becomes due in it happens, and LCM can answer. */
  pass(ms: number): Promise<void>;
  /** The machine sleeps: timers run at the end of it. */
  sleep(ms: number): Promise<void>;
  stop(): void;
}

/** So many milliseconds of the day pass in one. A round trip on this machine is then a tenth of a second. */
const SPEED = 60;
const TICK_MS = 2;
/** So much of a tick counts at most: a busy machine must not make requests wait too long. */
const LONGEST_TICK_MS = 4;
/** Time passes in steps, between which LCM can answer. A request is given up after some of them. */
const STEP = 3_000;

/** @param wall the wall clock's first reading, in milliseconds since the epoch */
export function startDayClock(wall: number): DayClock {
  const clock = createFakeClock(wall);
  let isMoved = false;
  let before = performance.now();
  const ticks = setInterval(() => {
    const now = performance.now();
    if (!isMoved) clock.pass(Math.min(now - before, LONGEST_TICK_MS) * SPEED);
    before = now;
  }, TICK_MS);

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP) {
      await clock.advance(Math.min(left, STEP));
      await roundTrip();
    }
  }

  async function moved(move: () => Promise<void>): Promise<void> {
    isMoved = true;
    await move();
    isMoved = false;
  }

  return {
    now: clock.now,
    monotonic: clock.monotonic,
    after: clock.after,
    pass: (ms) => moved(() => pass(ms)),
    sleep: (ms) => moved(() => clock.sleep(ms)),
    stop: () => clearInterval(ticks),
  };
}

/** Lets a message go to LCM and an answer come back, if any is under way: each takes a few turns of the loop. */
async function roundTrip(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1)
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}
