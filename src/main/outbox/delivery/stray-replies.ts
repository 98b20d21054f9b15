import type { Clock } from '#main/base/clock.ts';
import type { SubmissionRow } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';

/** A reply may still come this long after its try was given up, in milliseconds. */
const HORIZON = 300_000;

/** If more replies than this may be stray, a correction waits until they are too old instead of being sent so often. */
const MOST_OUTVOTED = 30;

/**
 * The replies that may still come to tries that were given up. A reply names only its call, so a reply to an earlier
 * submission looks like a reply to its correction. The store keeps how many tries are unanswered, also over a restart.
 * Since when is kept here, on the monotonic clock. A try of an earlier run counts as given up when this run began.
 * See docs/decisions/0017-whose-reply.md.
 */
export interface StrayReplies {
  /**
   * A reply to this submission may still come. Either its try was given up, or its try was answered while an earlier
   * one was not. Then the answer may have been to the earlier try, and its own may still come.
   */
  noteUnanswered(row: SubmissionRow): void;
  /** Whether a reply to one of its tries may still come. */
  isAwaited(row: SubmissionRow): boolean;
  /**
   * How many replies may still come to other submissions that this one's reply could be taken for: of the same call, or
   * of every call if replies name none. If they are too many, `waitUntil` is the monotonic instant until which this
   * submission waits; otherwise 0.
   */
  toOthers(row: SubmissionRow): { readonly count: number; readonly waitUntil: number };
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
        // Once deleted, it counts as missing since this run began, which is even longer ago.
        if (at + HORIZON > now) break;
        missingSince.delete(seq);
      }
    },
    toOthers(row) {
      const others = store
        .unanswered(row.call_id, row.lcm_call)
        .filter((other) => other.seq !== row.seq && isAwaited(other));
      const count = others.reduce((sum, other) => sum + other.unanswered, 0);
      const waitUntil = count > MOST_OUTVOTED ? Math.min(...others.map(awaitedUntil)) : 0;
      return { count, waitUntil };
    },
  };
}
