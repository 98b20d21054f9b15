/** Bounds of an exponential back-off, in milliseconds. */
export interface RetryPolicy {
  readonly base: number;
  readonly cap: number;
}

/**
 * How long to wait before try number `attempt` (1 is the first retry). Full jitter: the wait is evenly spread between
 * 0 and the exponential bound, so desktops that failed together do not all return together.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015), variant "full jitter".
 *
 * @param random a number in [0, 1), as `Math.random` gives
 * @returns whole milliseconds
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  const exponent = Math.min(Math.max(attempt, 1) - 1, 30);
  const bound = Math.min(policy.cap, policy.base * 2 ** exponent);
  return Math.round(random() * bound);
}
