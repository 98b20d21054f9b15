import type { Clock } from '#main/base/clock.ts';
import { retryDelay, type RetryPolicy } from '#main/base/retry-policy.ts';
import type { SubmissionRow } from '../store.ts';

/** Over how long a thousand desktops that get their link back together spread their first tries, in milliseconds. */
const SPREAD = 5_000;

/** How long a call rests after a reply, so that a doubled one meets nothing, in milliseconds. */
export const REST = 250;

/** How many may be under way at once until LCM has shown that it is prompt: two, so that one that stalls holds up no other. */
const CAUTIOUS = 2;

/** An answer within this time is prompt, in milliseconds. */
const PROMPT = 1_000;

/** For how many times as long as an answer was late, at most, nothing is sent after it. */
const RELIEF = 4;

/**
 * Slow, late or missing answers to so many calls, with no prompt one between, mean that LCM has more to do than it can.
 * However often one call goes without an answer, it holds up no other.
 */
const PATIENCE = 3;

/** Bound of the first wait for an overloaded LCM, in milliseconds; it doubles up to the cap of the policy. */
const OVERLOADED = 30_000;

/**
 * When each submission may be tried, and how many at once: as many as allowed while LCM answers promptly, and the
 * fewer and the more rarely the longer it takes, so that desktops that return together do not time out together and
 * send everything again. Kept in memory alone, on the monotonic clock: a start forgets every wait.
 */
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
  /** How many may be under way at once. */
  width(): number;
  /** LCM answered within its time limit, after so many milliseconds. */
  answered(row: SubmissionRow, took: number): void;
  /** LCM answered a try that had been given up. */
  answeredLate(row: SubmissionRow): void;
  /** A try was given up. */
  unanswered(row: SubmissionRow): void;
  /** Forgets all that was postponed. With `spread` nothing is tried for a moment by chance. */
  resume(spread: boolean): void;
  /** Tries one submission, or with null all, as soon as its call has rested. */
  hurry(row: SubmissionRow | null): void;
}

export function createPace(
  clock: Clock,
  policy: RetryPolicy,
  maxInFlight: number,
  random: () => number,
): Pace {
  const cautious = Math.min(CAUTIOUS, maxInFlight);
  /** By submission: the monotonic instant before which it is not tried again. */
  const notBefore = new Map<number, number>();
  /** By call: which submission was answered last, and the monotonic instant before which no other one is sent. */
  const rests = new Map<string, { readonly after: number; readonly until: number }>();
  let resumeAt = 0;
  let width = maxInFlight;
  /** The calls that showed strain since LCM last answered promptly. */
  const strain = new Set<string>();
  /** How often in a row it was waited for an overloaded LCM. */
  let overloads = 0;

  function forgetStrain(): void {
    strain.clear();
    overloads = 0;
  }

  /** One call is chance: only several, with nothing prompt between them, make it rest. */
  function strained(row: SubmissionRow, delay: () => number): void {
    strain.add(row.call_id);
    width = cautious;
    if (strain.size >= PATIENCE) resumeAt = Math.max(resumeAt, clock.monotonic() + Math.round(delay()));
  }

  function overloaded(): number {
    // What else is late while nothing is sent belongs to the same overload, and shows that it goes on.
    if (clock.monotonic() >= resumeAt) overloads += 1;
    return retryDelay({ base: OVERLOADED, cap: policy.cap }, overloads, random);
  }

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
    width: () => width,
    answered(row, took) {
      if (took > PROMPT) {
        strained(row, () => random() * RELIEF * (took - PROMPT));
        return;
      }
      width = Math.min(width + 1, maxInFlight);
      forgetStrain();
    },
    answeredLate(row) {
      strained(row, overloaded);
    },
    unanswered(row) {
      strained(row, overloaded);
    },
    resume(spread) {
      notBefore.clear();
      forgetStrain();
      width = spread ? cautious : maxInFlight;
      resumeAt = clock.monotonic() + (spread ? Math.round(random() * SPREAD) : 0);
    },
    hurry(row) {
      if (row === null) {
        notBefore.clear();
        forgetStrain();
      } else notBefore.delete(row.seq);
      resumeAt = 0;
    },
  };
}
