import { uptime } from 'node:os';
import type { Clock } from '#main/base/clock.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';

/**
 * LCM's clock if it is known, else the machine's. LCM decides whether a callback is still in the future, and the clock
 * of an agent's machine may be wrong by a day. See docs/decisions/0010-lcms-clock.md.
 */
export interface LcmClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What LCM's clock shows; null if it is not known. */
  readonly known: () => number | null;
  /** How far LCM's clock is ahead of the machine's, in milliseconds; 0 if it is not known. */
  readonly ahead: () => number;
  /** Whether LCM's clock was read not long ago. */
  isKnown(): boolean;
  /** Afterword just asked LCM about this call. */
  asked(callId: string): void;
  /** A reply that shows LCM's time came, whoever asked. */
  hear(reading: LcmReading): void;
  /** What became of a reading, which showed `at`. */
  readonly heard: Signal<{ readonly hearing: Hearing; readonly at: number }>;
}

/** What a reply says about LCM's clock. */
export interface LcmReading {
  /** What LCM's clock shows, in milliseconds since the epoch. */
  readonly at: number;
  /** The call that the reply names; null if it names none. */
  readonly callId: string | null;
}

/**
 * What became of a reading. `near`: it is near the machine's clock and believed. `agreed`: it is not, but a second one
 * agrees with it, so it is believed too. `doubted`: it waits for a second one. `refused`: a second one did not agree, or
 * it is too far off. `late`: it was too long under way to show a time of now.
 */
export type Hearing = 'near' | 'agreed' | 'doubted' | 'refused' | 'late';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A reading this near to the machine's clock needs no second one, in milliseconds. */
export const NEAR = 15 * MINUTE;
/** A reading further off than this is never believed, in milliseconds. No machine whose clock is a year off is usable. */
const FARTHEST = 366 * DAY;
/** How far apart two readings may be that agree, in milliseconds. Some replies show no seconds. */
const SAME = 90_000;
/** An answer that took longer than this shows no time of now, in milliseconds. */
const LONGEST = MINUTE;
/** How long a reading is used before LCM is asked again, in milliseconds. */
const HOLDS = 12 * 60 * MINUTE;
/** A smaller change of `ahead` is inexactness, in milliseconds. */
const JITTER = 1_000;

/**
 * @param sinceStart milliseconds since the machine started, including sleep. Setting the wall clock does not change it.
 *   A monotonic clock may stop during sleep and would fall behind.
 */
export function createLcmClock(clock: Clock, sinceStart: () => number = machineUptime): LcmClock {
  interface Heard {
    readonly at: number;
    readonly since: number;
  }
  const heard = createSignal<{ readonly hearing: Hearing; readonly at: number }>();
  let believed: (Heard & { readonly hearing: Hearing }) | null = null;
  let doubted: Heard | null = null;
  let question: { readonly callId: string; readonly since: number } | null = null;
  let aheadBefore = 0;

  const carried = ({ at, since }: Heard): number => at + sinceStart() - since;
  const known = (): number | null => (believed === null ? null : carried(believed));
  const isKnown = (): boolean => believed !== null && sinceStart() - believed.since <= HOLDS;
  const isNear = (at: number): boolean => Math.abs(at - clock.now()) <= NEAR;
  const agrees = (heard: Heard | null, at: number): boolean =>
    heard !== null && Math.abs(carried(heard) - at) <= SAME;

  /** How long ago the question was asked that this reply answers; null if another application asked. */
  function timeUnderWay(callId: string | null): number | null {
    if (question === null || (callId !== null && callId !== question.callId)) return null;
    const { since } = question;
    question = null;
    return sinceStart() - since;
  }

  function judge({ at, callId }: LcmReading): Hearing {
    const underWay = timeUnderWay(callId);
    if (underWay !== null && underWay > LONGEST) return 'late';
    if (isNear(at)) return 'near';
    if (Math.abs(at - clock.now()) > FARTHEST) return 'refused';
    if (agrees(believed, at)) return 'agreed';
    // Only an answer to our own question is a second opinion: the same message may come twice.
    if (underWay === null) {
      doubted ??= { at, since: sinceStart() };
      return 'doubted';
    }
    if (agrees(doubted, at)) return 'agreed';
    const hearing = doubted === null ? 'doubted' : 'refused';
    doubted = { at, since: sinceStart() };
    return hearing;
  }

  return {
    heard,
    now: () => known() ?? clock.now(),
    known,
    ahead() {
      const ahead = (known() ?? clock.now()) - clock.now();
      if (Math.abs(ahead - aheadBefore) > JITTER) aheadBefore = ahead;
      return aheadBefore;
    },
    isKnown,
    asked(callId) {
      question = { callId, since: sinceStart() };
    },
    hear(reading) {
      // A reading that was far off becomes near if the machine's clock is set right. That is worth telling.
      if (believed?.hearing === 'near' && isKnown() && isNear(carried(believed))) return;
      const hearing = judge(reading);
      if (hearing === 'near' || hearing === 'agreed') {
        believed = { at: reading.at, since: sinceStart(), hearing };
        doubted = null;
      }
      heard.emit({ hearing, at: reading.at });
    },
  };
}

function machineUptime(): number {
  return Math.round(uptime() * 1_000);
}
