/**
 * Time as the core uses it. Wall-clock time is for people and for what LCM is sent; waiting is always measured on the
 * monotonic clock, so that a clock set by hand neither stops nor hurries a retry.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number;
  /** Calls `run` after `delay` milliseconds, until the returned function is called. */
  after(delay: number, run: () => void): () => void;
}

/** Longest delay a Node timer takes (2^31 - 1 ms); a longer one would fire at once. */
const LONGEST_TIMER = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, run) {
    const timer = setTimeout(run, Math.min(Math.max(delay, 0), LONGEST_TIMER));
    return () => {
      clearTimeout(timer);
    };
  },
};
