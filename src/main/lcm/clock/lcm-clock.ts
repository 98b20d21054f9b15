import { uptime } from 'node:os';
import type { Clock } from '#main/base/clock.ts';

/**
 * LCM's clock if it is known, else the machine's. LCM decides whether a callback is still in the future, and the clock
 * of an agent's machine may be wrong by a day.
 */
export interface LcmClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What LCM's clock shows; null if it is not known. */
  readonly known: () => number | null;
  /** How long ago LCM's clock was read, in milliseconds; Infinity if it is not known. */
  age(): number;
  /** @param at what LCM's clock shows now */
  learn(at: number): void;
}

/**
 * @param sinceStart milliseconds since the machine started, including sleep. Setting the wall clock does not change it.
 *   A monotonic clock may stop during sleep and would fall behind.
 */
export function createLcmClock(clock: Clock, sinceStart: () => number = machineUptime): LcmClock {
  let learnt: { readonly at: number; readonly since: number } | null = null;
  const known = (): number | null => (learnt === null ? null : learnt.at + sinceStart() - learnt.since);
  return {
    now: () => known() ?? clock.now(),
    known,
    age: () => (learnt === null ? Infinity : sinceStart() - learnt.since),
    learn(at) {
      learnt = { at, since: sinceStart() };
    },
  };
}

function machineUptime(): number {
  return Math.round(uptime() * 1_000);
}
