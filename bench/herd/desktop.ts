import type { Clock } from '#main/base/clock.ts';
import type { DialLcm } from '#main/lcm/link/dial.ts';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import { thisMachine } from '#main/outbox/this-machine.ts';
import { linkOutbox } from '#main/core/link-outbox.ts';
import { createLcmSession } from '#main/lcm/session.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCourier } from '#main/outbox/delivery/courier.ts';
import { settleLateReply } from '#main/outbox/delivery/late-reply.ts';
import type { RetryPolicy } from '#main/base/retry-policy.ts';
import { createMemoryStore } from './memory-store.ts';

/** One agent's Afterword: the real session and the real courier, wired as in the core. */
export interface Desktop {
  /** Saves `count` submissions, each to another call. */
  submit(count: number): void;
  close(): void;
}

export interface DesktopDeps {
  readonly name: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly dial: DialLcm;
  readonly options: LcmOptions;
  readonly retry: RetryPolicy;
  readonly maxInFlight: number;
  readonly onConnected: () => void;
  /** Nothing waits any more. */
  readonly onDrained: () => void;
}

export function createDesktop(deps: DesktopDeps): Desktop {
  const { name, clock, random, dial, options, retry: policy, maxInFlight } = deps;
  let made = 0;
  const store = createMemoryStore(deps.onDrained);
  const session = createLcmSession(options, { clock, log, random, dial });
  const courier = createCourier({
    store,
    clock,
    log,
    policy,
    machine: thisMachine([]),
    carries: () => true,
    maxInFlight,
    random,
    *prepare() {},
    send: (call, data) => session.set(call, data),
    lcmNow: () => clock.now(),
    // Before the virtual clock goes on.
    soon: (run) => process.nextTick(run),
    onChange() {},
    onHeldUp() {},
  });
  session.stateChanged.on(({ status }) => {
    if (status === 'connected') deps.onConnected();
  });
  const unlink = linkOutbox(session, {
    linkUp: courier.linkUp,
    linkDown: courier.linkDown,
    settleLate(call, callId, result) {
      if (settleLateReply({ store, courier, clock, log }, call, callId, result)) courier.poke();
    },
    waitingCallback: () => null,
    summary: () => ({ waiting: store.waiting() }),
  });
  return {
    submit(count) {
      for (let n = 0; n < count; n += 1) store.add(`${name}-${(made += 1)}`);
      courier.touched();
      courier.poke();
    },
    close() {
      unlink();
      courier.close();
      void session.close();
    },
  };
}
