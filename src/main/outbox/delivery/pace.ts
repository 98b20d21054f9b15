import type { Clock } from '#main/base/clock.ts';
import { retryDelay, type RetryPolicy } from '#main/base/retry-policy.ts';
import { laneOf, type SubmissionRow } from '../rows.ts';

/** A thousand desktops that reconnect together spread their first tries over this time, in milliseconds. */
const SPREAD = 5_000;

/** A call rests this long after a reply, so that a doubled reply meets no other try, in milliseconds. */
export const REST = 250;

/** How many may be under way until LCM answers promptly. With two, one that stalls does not hold up the others. */
const CAUTIOUS = 2;

/** An answer within this time is prompt, in milliseconds. */
const PROMPT = 1_000;

/** An answer within this time makes what is sent next worth preparing: a wait for the disk would count beside it. */
const QUICK = 100;

/** LCM counts as quick for this long after such an answer, in milliseconds. */
const LASTING = 1_000;

/** After a slow answer, sending pauses for at most this many times the excess over `PROMPT`. */
const RELIEF = 4;

/**
 * If this many calls get slow, late or no answers, with no prompt answer between, LCM is overloaded. One call without
 * answers never holds up another, however often it is tried.
 */
const PATIENCE = 3;

/** The longest first wait for an overloaded LCM, in milliseconds. It doubles up to the cap of the policy. */
const OVERLOADED = 30_000;

/**
 * Decides when each submission may be tried, and how many at once. While LCM answers promptly, as many as allowed are
 * under way. The longer LCM takes, the fewer are sent, and the less often. Otherwise desktops that reconnect together
 * would time out together and send everything again. Kept only in memory, on the monotonic clock, so a restart forgets
 * every wait.
 */
export interface Pace {
  /** The monotonic instant from which it may be tried. If that has passed, it may be tried now. */
  dueAt(row: SubmissionRow): number;
  /** The monotonic instant before which nothing is tried at all. */
  resumesAt(): number;
  /** A try failed or could not be made. The submission waits, longer each time. */
  postpone(row: SubmissionRow): void;
  postponeUntil(row: SubmissionRow, instant: number): void;
  /** A reply came. No other submission of its call and kind is tried for `REST`. */
  rest(row: SubmissionRow): void;
  /** How many may be under way at once. */
  width(): number;
  /** The monotonic instant until which LCM counts as quick: it has just answered at once. */
  quickUntil(): number;
  /** LCM answered within its time limit, after `took` milliseconds. */
  answered(row: SubmissionRow, took: number): void;
  /** LCM answered a try that had been given up. */
  answeredLate(row: SubmissionRow): void;
  /** A try was given up, or the link was lost before its answer. */
  unanswered(row: SubmissionRow, isLinkLost: boolean): void;
  /**
   * Forgets every postponement. With `spread`, nothing is tried for a random moment. What was under way when the link was lost
   * two times in a row waits longer than the others: LCM, or whatever lies before it, may end the link because of it.
   */
  resume(spread: boolean): void;
  /** Lets one submission, or all (null), be tried as soon as its call has rested. */
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
  /** By call and kind: which submission was answered last, and the monotonic instant before which no other one is sent. */
  const rests = new Map<string, { readonly after: number; readonly until: number }>();
  /** By submission: how often in a row the link was lost before its answer. */
  const cuts = new Map<number, number>();
  let resumeAt = 0;
  let width = maxInFlight;
  let quickUntil = 0;
  /** The calls that showed strain since LCM last answered promptly. */
  const strain = new Set<string>();
  /** How many waits for an overloaded LCM there were in a row. */
  let overloads = 0;

  function forgetStrain(): void {
    strain.clear();
    overloads = 0;
  }

  /** One call may be chance. Only after several, with no prompt answer between, does sending pause. */
  function strained(row: SubmissionRow, delay: () => number): void {
    strain.add(row.call_id);
    width = cautious;
    quickUntil = 0;
    if (strain.size >= PATIENCE) resumeAt = Math.max(resumeAt, clock.monotonic() + Math.round(delay()));
  }

  function overloaded(): number {
    // An answer that is late or missing during a wait belongs to the same overload, and shows that it goes on.
    if (clock.monotonic() >= resumeAt) overloads += 1;
    return retryDelay({ base: OVERLOADED, cap: policy.cap }, overloads, random);
  }

  function restOf(row: SubmissionRow): number {
    const last = rests.get(laneOf(row));
    return last === undefined || last.after === row.seq ? 0 : last.until;
  }

  return {
    dueAt: (row) => Math.max(notBefore.get(row.seq) ?? 0, restOf(row)),
    resumesAt: () => resumeAt,
    postpone: (row) => notBefore.set(row.seq, clock.monotonic() + retryDelay(policy, row.attempts, random)),
    postponeUntil: (row, instant) => notBefore.set(row.seq, instant),
    rest(row) {
      const now = clock.monotonic();
      // Deleted first, so that the map stays in the order in which the rests end.
      rests.delete(laneOf(row));
      rests.set(laneOf(row), { after: row.seq, until: now + REST });
      for (const [lane, { until }] of rests) {
        if (until > now) break;
        rests.delete(lane);
      }
    },
    width: () => width,
    quickUntil: () => quickUntil,
    answered(row, took) {
      cuts.delete(row.seq);
      if (took > PROMPT) {
        strained(row, () => random() * RELIEF * (took - PROMPT));
        return;
      }
      if (took <= QUICK) quickUntil = clock.monotonic() + LASTING;
      width = Math.min(width + 1, maxInFlight);
      forgetStrain();
    },
    answeredLate: (row) => strained(row, overloaded),
    unanswered(row, isLinkLost) {
      if (isLinkLost) cuts.set(row.seq, (cuts.get(row.seq) ?? 0) + 1);
      strained(row, overloaded);
    },
    resume(spread) {
      notBefore.clear();
      forgetStrain();
      quickUntil = 0;
      width = spread ? cautious : maxInFlight;
      resumeAt = clock.monotonic() + (spread ? Math.round(random() * SPREAD) : 0);
      for (const [seq, times] of cuts)
        if (times > 1) notBefore.set(seq, resumeAt + policy.base + retryDelay(policy, times, random));
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
