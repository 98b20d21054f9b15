import { uptime } from 'node:os';
import type { Clock } from '#main/base/clock.ts';

/**
 * LCM's clock as far as it is known, else the machine's: whether a callback can still be kept is LCM's to say, and an
 * agent's machine may be a day out.
 */
export interface LcmClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long ago it was learnt, in milliseconds; Infinity where it is not known. */
  age(): number;
  /** @param at what LCM's clock shows now */
  learn(at: number): void;
}

/**
 * @param sinceStart milliseconds since the machine started, time asleep included; setting the wall clock does not move
 *   it, and a monotonic clock, which may stand still in sleep, would fall behind
 */
export function createLcmClock(clock: Clock, sinceStart: () => number = machineUptime): LcmClock {
  let learnt: { readonly at: number; readonly since: number } | null = null;
  return {
    now: () => (learnt === null ? clock.now() : learnt.at + sinceStart() - learnt.since),
    age: () => (learnt === null ? Infinity : sinceStart() - learnt.since),
    learn(at) {
      learnt = { at, since: sinceStart() };
    },
  };
}

function machineUptime(): number {
  return Math.round(uptime() * 1_000);
}
