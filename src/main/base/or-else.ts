import { errorWords } from './error-words.ts';
import type { Log } from './log.ts';

/** What `work` gives, or `instead` where it throws: for what may fail without harm, such as a file that may be gone. */
export function orElse<T, I>(work: () => T, instead: I): T | I {
  try {
    return work();
  } catch {
    return instead;
  }
}

/** The same for what should not fail: the log says why it did. */
export function orWarn<T, I>(log: Log, message: string, work: () => T, instead: I): T | I {
  try {
    return work();
  } catch (error) {
    log.warn(message, { cause: errorWords(error) });
    return instead;
  }
}
