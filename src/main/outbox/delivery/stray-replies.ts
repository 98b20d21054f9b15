import type { Clock } from '#main/base/clock.ts';
import type { DeliveryStore, SubmissionRow } from '../store.ts';

/** For how long after a try was given up its reply may still come, in milliseconds. */
const HORIZON = 300_000;

/** With more replies astray than this, a correction waits until they are too old, rather than be sent so many times. */
const MOST_OUTVOTED = 30;

/**
 * Replies that are still owed to tries given up. A reply names its call and nothing else, so one to an earlier
 * submission looks like one to its correction. Ages are kept on the monotonic clock; a try of an earlier run
 * counts as given up when this one began.
 */
export interface StrayReplies {
  /**
   * A try of this submission was given up; or one was answered while an earlier one was not: the answer may have been
   * that one's, and the last try's is then still to come.
   */
  maybeOwed(row: SubmissionRow): void;
  /** Whether a reply to one of its tries may still come. */
  isAwaited(row: SubmissionRow): boolean;
  /**
   * What stands in the way of telling this submission's replies from those to earlier ones of its call: how many of
   * those may come, and the monotonic instant until which it has to wait because they are too many; 0 for not at all.
   */
  before(row: SubmissionRow): { readonly count: number; readonly waitUntil: number };
}

export function createStrayReplies(store: DeliveryStore, clock: Clock): StrayReplies {
  const begun = clock.monotonic();
  /** By submission, in that order: when it was last left open whether a reply is still to come. */
  const openSince = new Map<number, number>();

  const awaitedUntil = (row: SubmissionRow): number => (openSince.get(row.seq) ?? begun) + HORIZON;
  const isAwaited = (row: SubmissionRow): boolean =>
    row.unanswered > 0 && awaitedUntil(row) > clock.monotonic();

  return {
    isAwaited,
    maybeOwed(row) {
      const now = clock.monotonic();
      openSince.delete(row.seq);
      openSince.set(row.seq, now);
      for (const [seq, at] of openSince) {
        // What is forgotten counts as left open at the beginning, which is longer ago still.
        if (at + HORIZON > now) break;
        openSince.delete(seq);
      }
    },
    before(row) {
      const earlier = store
        .unanswered(row.call_id, row.call)
        .filter((other) => other.seq < row.seq && isAwaited(other));
      const count = earlier.reduce((sum, other) => sum + other.unanswered, 0);
      const waitUntil = count > MOST_OUTVOTED ? Math.min(...earlier.map(awaitedUntil)) : 0;
      return { count, waitUntil };
    },
  };
}
