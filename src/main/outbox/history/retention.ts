import type { Clock } from '#main/base/clock.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { deleteKeptAside } from '#main/database/files-beside.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { agreedTime } from './agreed-time.ts';
import { deleteOld, FROM_THE_OLDEST, keptPeriod, type KeptPeriod, type OldCallsCursor } from './old-calls.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** How long to wait, so that the start comes first, in milliseconds. */
const START_DELAY = 2_000;

/** For how many days a damaged database is kept aside at most, for those who look into the damage. */
const KEPT_ASIDE_DAYS = 30;

/** How many calls one transaction looks at, and how long the disk then rests, in milliseconds. */
const STEP = 10;
const REST = 50;

/**
 * Deletes calls that came to their end more than `days` days ago, with their history: delivered, discarded, closed
 * without a wrap-up, or left on the list without one. It runs soon after the start and then daily, a few calls at a
 * time. It never deletes open submissions or the words of a draft. It also deletes damaged databases that were kept
 * aside, after `days` days or thirty, whichever is less. While LCM's clock does not confirm the machine's (see
 * `agreedTime`), and after an error, it tries again each hour. See docs/decisions/0024-what-is-old.md.
 *
 * @param deps.days 0 keeps everything for ever
 * @param deps.lcmNow what LCM's clock shows, in milliseconds since the epoch; null if it is not known
 * @param deps.onDeleted called after a deletion; the backup still has what was deleted
 * @returns stops it
 */
export function keepHistoryFor(deps: {
  days: number;
  database: Database;
  cipher: Cipher;
  clock: Clock;
  lcmNow: () => number | null;
  log: Log;
  onDeleted: () => void;
}): () => void {
  const { days, database, clock, lcmNow, log, onDeleted } = deps;
  if (days === 0) return () => {};
  let cancel = (): void => {};
  /** How many deleted calls nobody was told of. */
  let untold = 0;
  later(START_DELAY, begin);

  function later(delay: number, work: () => void): void {
    cancel = clock.after(delay, () => {
      try {
        work();
      } catch (error) {
        log.warn('Calls of long ago cannot be deleted now', { cause: errorWords(error) });
        later(HOUR, begin);
        tell();
      }
    });
  }

  function begin(): void {
    const agreed = agreedTime(database, clock.now(), lcmNow());
    if (agreed === null) {
      later(HOUR, begin);
      return;
    }
    const to = agreed.isExact ? agreed.at + DAY : Number.MAX_SAFE_INTEGER;
    step(keptPeriod(database, agreed.at - days * DAY, to), FROM_THE_OLDEST, agreed.isExact ? DAY : HOUR);
  }

  function step(period: KeptPeriod, from: OldCallsCursor, rest: number): void {
    const { deleted, next } = deleteOld(deps, period, from, STEP);
    untold += deleted;
    if (next !== null) {
      later(REST, () => step(period, next, rest));
      return;
    }
    deleteKeptAside(database.path, period.from + Math.max(0, days - KEPT_ASIDE_DAYS) * DAY);
    tell();
    later(rest, begin);
  }

  function tell(): void {
    if (untold === 0) return;
    log.info('Calls of long ago were deleted', { calls: untold, days });
    untold = 0;
    onDeleted();
  }

  return () => cancel();
}
