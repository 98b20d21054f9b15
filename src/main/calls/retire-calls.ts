import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { orWarn } from '#main/base/or-else.ts';
import type { Calls } from './call-store.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** How often to look for abandoned calls, in milliseconds. */
const EVERY = 60 * MINUTE;

/** The list does not change by itself until the screen has asked for nothing for this long, in milliseconds. */
export const QUIET = 5 * MINUTE;

/** How many calls one transaction retires, and how long the disk then rests, in milliseconds. */
const STEP = 50;
const REST = 50;

/**
 * Takes calls that nobody wraps up off the list, some time after they ended. The history shows them as not wrapped up.
 * Calls with a draft or an undelivered wrap-up stay, whoever entered it. See docs/decisions/0023-abandoned-calls.md.
 *
 * @param deps.days 0 keeps every call on the list
 * @param deps.certainNow a time that has certainly come, in milliseconds since the epoch; null if the clocks disagree
 * @param deps.quietFor for how long the screen has asked for nothing, in milliseconds
 * @returns stops it
 */
export function retireCalls(deps: {
  readonly days: number;
  readonly calls: Pick<Calls, 'retire'>;
  readonly certainNow: () => number | null;
  readonly quietFor: () => number;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { days, calls, certainNow, quietFor, clock, log } = deps;
  if (days === 0) return () => {};
  let cancel = clock.after(QUIET, begin);

  function next(delay: number, work: () => void): void {
    cancel();
    cancel = clock.after(delay, work);
  }

  function begin(): void {
    // Also if the time cannot be read now.
    next(EVERY, begin);
    const now = certainNow();
    if (quietFor() < QUIET) next(QUIET, begin);
    else if (now !== null) step(now - days * DAY, 0);
  }

  function step(before: number, total: number): void {
    const failed = 'Abandoned calls cannot be taken off the list now';
    const retired = orWarn(log, failed, () => calls.retire(before, STEP), 0);
    if (retired === STEP) {
      next(REST, () => step(before, total + retired));
      return;
    }
    if (total + retired > 0)
      log.info('Abandoned calls were taken off the list', { calls: total + retired, days });
    next(EVERY, begin);
  }

  return () => cancel();
}
