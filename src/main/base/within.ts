import type { Clock } from './clock.ts';

/** What `promise` comes to, or `fallback` where it has not settled after so many milliseconds. It is not cancelled. */
export function within<T>(clock: Clock, limitMs: number, promise: Promise<T>, fallback: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => resolve(fallback()));
    promise.finally(cancel).then(resolve, reject);
  });
}
