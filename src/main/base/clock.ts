/**
 * Time as the core uses it. Wall-clock time is for people and for the times sent to LCM. Waiting is measured on the
 * monotonic clock, so setting the wall clock does not change when a retry runs.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since an arbitrary start. Never goes back. */
  monotonic(): number;
  /** Calls `run` after `delay` milliseconds, unless the returned function is called first. */
  after(delay: number, run: () => void): () => void;
}

/** The same clock, but an error in a timer goes to `onError`. In plain Node it would end the process. */
export function guardedClock(clock: Clock, onError: (error: unknown) => void): Clock {
  return {
    ...clock,
    after: (delay, run) =>
      clock.after(delay, () => {
        try {
          run();
        } catch (error) {
          onError(error);
        }
      }),
  };
}

/** Longest delay of a Node timer (2^31 - 1 ms). A longer one would fire at once. */
const LONGEST_TIMER = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, run) {
    const timer = setTimeout(run, Math.min(Math.max(delay, 0), LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
};
