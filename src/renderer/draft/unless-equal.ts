/**
 * The value of before if the new one is equal to it, so that nothing is drawn again for it. For values that JSON can hold.
 */
export function unlessEqual<T>(before: T | undefined, now: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
