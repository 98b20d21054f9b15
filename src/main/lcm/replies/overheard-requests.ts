import type { SetCallName } from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';

/**
 * The sets of other applications on the bus that LCM has not answered yet. A reply names a call, not who asked: where
 * another application has set the same call, its reply looks like ours.
 */
export interface OthersSets {
  overheard(call: SetCallName, callId: string): void;
  /** A reply to that call and callid has come: whether it may answer one of theirs, which is then no longer open. */
  answered(call: SetCallName, callId: string): boolean;
  /** Whether any set of that call is open, whatever its callid. */
  anyOpen(call: SetCallName): boolean;
}

interface Open {
  readonly call: SetCallName;
  readonly callId: string;
  readonly until: number;
}

/** How many are remembered; the oldest go first. */
const MEMORY = 1_000;

/** @param memoryMs how long one is remembered without an answer */
export function createOthersSets(clock: Clock, memoryMs: number): OthersSets {
  let open: Open[] = [];

  function forgetOld(): void {
    const now = clock.monotonic();
    open = open.filter(({ until }) => until > now);
  }

  return {
    overheard(call, callId) {
      open = [...open, { call, callId, until: clock.monotonic() + memoryMs }].slice(-MEMORY);
    },
    answered(call, callId) {
      forgetOld();
      const index = open.findIndex((other) => other.call === call && other.callId === callId);
      if (index >= 0) open.splice(index, 1);
      return index >= 0;
    },
    anyOpen(call) {
      forgetOld();
      return open.some((other) => other.call === call);
    },
  };
}
