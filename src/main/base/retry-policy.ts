/** Bounds of an exponential back-off, in milliseconds. */
export interface RetryPolicy {
  readonly base: number;
  readonly cap: number;
}

/**
 * How long to wait before try number `attempt` (1 is the first retry): full jitter, that is evenly spread between 0
 * and the exponential bound, so that many desktops that failed together do not return together.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015), variant "full jitter".
 *
 * @param random a number in [0, 1), as `Math.random` gives
 * @returns milliseconds, a whole number
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  const exponent = Math.min(Math.max(attempt, 1) - 1, 30);
  const bound = Math.min(policy.cap, policy.base * 2 ** exponent);
  return Math.round(random() * bound);
}
