import type { Clock } from '#main/base/clock.ts';
import type { DeliveryStore, SubmissionRow } from '../store.ts';

/** For how long after a try was given up its reply may still come, in milliseconds. */
const HORIZON = 300_000;

/** If more replies than this may be stray, a correction waits until they are too old, rather than be sent so often. */
const MOST_OUTVOTED = 30;

/**
 * The replies that may still come to tries that were given up. A reply names its call and nothing else, so one to an
 * earlier submission looks like one to its correction. How many are unanswered stands in the store and survives a
 * restart; since when is kept here, on the monotonic clock. A try of an earlier run counts as given up when this run
 * began. See docs/decisions/0017-whose-reply.md.
 */
export interface StrayReplies {
  /**
   * A reply to this submission may still come: its try was given up; or its try was answered while an earlier one was
   * not, so that the answer may have been the earlier one's, and its own is still to come.
   */
  noteUnanswered(row: SubmissionRow): void;
  /** Whether a reply to one of its tries may still come. */
  isAwaited(row: SubmissionRow): boolean;
  /**
   * The replies that may still come to earlier submissions of the same call: how many, and until which monotonic
   * instant this one has to wait because they are too many; 0 where it need not wait.
   */
  toEarlier(row: SubmissionRow): { readonly count: number; readonly waitUntil: number };
}

export function createStrayReplies(store: DeliveryStore, clock: Clock): StrayReplies {
  const begun = clock.monotonic();
  /** By submission, oldest first: since when its latest reply has been missing. */
  const missingSince = new Map<number, number>();

  const awaitedUntil = (row: SubmissionRow): number => (missingSince.get(row.seq) ?? begun) + HORIZON;
  const isAwaited = (row: SubmissionRow): boolean =>
    row.unanswered > 0 && awaitedUntil(row) > clock.monotonic();

  return {
    isAwaited,
    noteUnanswered(row) {
      const now = clock.monotonic();
      missingSince.delete(row.seq);
      missingSince.set(row.seq, now);
      for (const [seq, at] of missingSince) {
        // A forgotten one counts as missing since this run began, which is longer ago still.
        if (at + HORIZON > now) break;
        missingSince.delete(seq);
      }
    },
    toEarlier(row) {
      const earlier = store
        .unanswered(row.call_id, row.lcm_call)
        .filter((other) => other.seq < row.seq && isAwaited(other));
      const count = earlier.reduce((sum, other) => sum + other.unanswered, 0);
      const waitUntil = count > MOST_OUTVOTED ? Math.min(...earlier.map(awaitedUntil)) : 0;
      return { count, waitUntil };
    },
  };
}
