import type { SetCallName } from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';

/**
 * The set requests of other applications that were seen on the bus and that LCM has not answered yet. A reply names the
 * call but not the application. So if another application has set the same call, its reply looks like ours.
 */
export interface OverheardRequests {
  add(call: SetCallName, callId: string): void;
  /** A reply to that call and callid has come. If it may answer one of these, forgets that one and returns true. */
  answered(call: SetCallName, callId: string): boolean;
  /** Whether any request of that call is open, whatever its callid. */
  anyOpen(call: SetCallName): boolean;
}

interface Open {
  readonly call: SetCallName;
  readonly callId: string;
  readonly until: number;
}

/** How many are remembered; the oldest are forgotten first. */
const MEMORY = 1_000;

/** @param horizonMs how long a request is remembered without an answer */
export function createOverheardRequests(clock: Clock, horizonMs: number): OverheardRequests {
  let open: Open[] = [];

  function forgetOld(): void {
    const now = clock.monotonic();
    open = open.filter(({ until }) => until > now);
  }

  return {
    add(call, callId) {
      open = [...open, { call, callId, until: clock.monotonic() + horizonMs }].slice(-MEMORY);
    },
    answered(call, callId) {
      forgetOld();
      const index = open.findIndex((request) => request.call === call && request.callId === callId);
      if (index >= 0) open.splice(index, 1);
      return index >= 0;
    },
    anyOpen(call) {
      forgetOld();
      return open.some((request) => request.call === call);
    },
  };
}
