import type { Clock } from '#main/clock.ts';
import { retryDelay, type RetryPolicy } from '#main/retry-policy.ts';
import type { SubmissionRow } from './store.ts';

/** Over how long a thousand desktops that get their link back together spread their first tries, in milliseconds. */
const SPREAD = 5_000;

/** How long a call rests after a reply, so that a doubled one meets nothing, in milliseconds. */
export const REST = 250;

/** When each submission may be tried. Kept in memory alone, on the monotonic clock: a start forgets every wait. */
export interface Pace {
  /** The monotonic instant from which it may be tried; one that has passed means now. */
  dueAt(row: SubmissionRow): number;
  /** The monotonic instant before which nothing is tried at all. */
  resumesAt(): number;
  /** A try failed, or could not be made: it waits, longer each time. */
  postpone(row: SubmissionRow): void;
  postponeUntil(row: SubmissionRow, instant: number): void;
  /** A reply came: no other submission of its call is tried for a moment. */
  rest(row: SubmissionRow): void;
  /** Forgets all that was postponed. With `spread` nothing is tried for a moment by chance. */
  resume(spread: boolean): void;
  /** Tries one submission, or with null all, as soon as its call has rested. */
  hurry(row: SubmissionRow | null): void;
}

export function createPace(clock: Clock, policy: RetryPolicy, random: () => number): Pace {
  /** By submission: the monotonic instant before which it is not tried again. */
  const notBefore = new Map<number, number>();
  /** By call: which submission was answered last, and the monotonic instant before which no other one is sent. */
  const rests = new Map<string, { readonly after: number; readonly until: number }>();
  let resumeAt = 0;

  function restOf(row: SubmissionRow): number {
    const last = rests.get(row.call_id);
    return last === undefined || last.after === row.seq ? 0 : last.until;
  }

  return {
    dueAt: (row) => Math.max(notBefore.get(row.seq) ?? 0, restOf(row)),
    resumesAt: () => resumeAt,
    postpone(row) {
      notBefore.set(row.seq, clock.monotonic() + retryDelay(policy, row.attempts, random));
    },
    postponeUntil(row, instant) {
      notBefore.set(row.seq, instant);
    },
    rest(row) {
      const now = clock.monotonic();
      // Taken out first, so that the map stays in the order of the rests' ends.
      rests.delete(row.call_id);
      rests.set(row.call_id, { after: row.seq, until: now + REST });
      for (const [callId, { until }] of rests) {
        if (until > now) break;
        rests.delete(callId);
      }
    },
    resume(spread) {
      notBefore.clear();
      resumeAt = clock.monotonic() + (spread ? random() * SPREAD : 0);
    },
    hurry(row) {
      if (row === null) notBefore.clear();
      else notBefore.delete(row.seq);
      resumeAt = 0;
    },
  };
}
