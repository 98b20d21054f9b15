/** What `work` gives, or `instead` where it throws: for what may fail without harm, such as a file that may be gone. */
export function orElse<T, I>(work: () => T, instead: I): T | I {
  try {
    return work();
  } catch {
    return instead;
  }
}
