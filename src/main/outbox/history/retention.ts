import type { Clock } from '#main/base/clock.ts';
import { deleteKeptAside } from '#main/database/backup.ts';
import type { Database } from '#main/database/database.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import { deleteFinished, FROM_THE_OLDEST, lastEntryAt, type FinishedCursor } from './finished-calls.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The start has better things to do first, in milliseconds. */
const START_DELAY = 2_000;

/** A damaged database that was kept aside is of use to those who look into the damage, for so many days. */
const KEPT_ASIDE_DAYS = 30;

/** How many submissions are looked at in one transaction, and how long the disk then rests, in milliseconds. */
const STEP = 10;
const REST = 50;

/**
 * Deletes calls that were delivered more than `days` days ago, with their history: soon after the start and then daily,
 * a few at a time. What still has a way to go is never touched. Damaged databases that were kept aside go too, after
 * `days` days or thirty, whichever is less.
 *
 * @param deps.days 0 keeps everything for ever
 * @param deps.onDeleted the backup still has what was deleted
 * @returns stops it
 */
export function keepHistoryFor(deps: {
  days: number;
  database: Database;
  clock: Clock;
  log: Log;
  onDeleted: () => void;
}): () => void {
  const { days, database, clock, log, onDeleted } = deps;
  if (days === 0) return () => {};
  let cancel = clock.after(START_DELAY, begin);

  function begin(): void {
    step(oldest(), FROM_THE_OLDEST, 0);
  }

  function step(before: number, from: FinishedCursor, total: number): void {
    try {
      const { deleted, next } = deleteFinished(database, before, from, STEP);
      if (next !== null) {
        cancel = clock.after(REST, () => {
          step(before, next, total + deleted);
        });
        return;
      }
      deleteKeptAside(database.path, before + Math.max(0, days - KEPT_ASIDE_DAYS) * DAY);
      if (total + deleted > 0) {
        log.info('Calls of long ago were deleted', { calls: total + deleted, days });
        onDeleted();
      }
      cancel = clock.after(DAY, begin);
    } catch (error) {
      log.warn('Calls of long ago cannot be deleted now', {
        cause: errorWords(error),
      });
      cancel = clock.after(HOUR, begin);
    }
  }

  /** A clock that leapt ahead must not make everything old: the last entry of the history bears it out, or nothing. */
  function oldest(): number {
    const last = lastEntryAt(database) ?? 0;
    return Math.min(clock.now(), last + DAY) - days * DAY;
  }

  return () => {
    cancel();
  };
}
