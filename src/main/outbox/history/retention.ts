import type { Clock } from '#main/base/clock.ts';
import { deleteKeptAside } from '#main/database/backup.ts';
import type { Database } from '#main/database/database.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import { deleteFinished, FROM_THE_OLDEST, lastEntryAt, type FinishedCursor } from './finished-calls.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** How long to wait, so that the start comes first, in milliseconds. */
const START_DELAY = 2_000;

/** For how many days a damaged database is kept aside at most, for those who look into the damage. */
const KEPT_ASIDE_DAYS = 30;

/** How many submissions one transaction looks at, and how long the disk then rests, in milliseconds. */
const STEP = 10;
const REST = 50;

/**
 * Deletes calls that were delivered more than `days` days ago, with their history. It runs soon after the start and
 * then daily, a few calls at a time. It never deletes open submissions. It also deletes damaged databases that were kept
 * aside, after `days` days or thirty, whichever is less.
 *
 * @param deps.days 0 keeps everything for ever
 * @param deps.onDeleted called after a deletion; the backup still has what was deleted
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

  /** A clock that was set ahead must not make everything old. So now is at most a day after the last history entry. */
  function oldest(): number {
    const last = lastEntryAt(database) ?? 0;
    return Math.min(clock.now(), last + DAY) - days * DAY;
  }

  return () => {
    cancel();
  };
}
