import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Clock } from '#main/base/clock.ts';
import { phaseOf, type CallEvent } from './call-event.ts';
import { momentAfter } from './call-moment.ts';

/**
 * More calls do not wait for their LCM key at once. The one that waits longest is given up, calls that name nobody before
 * those of the agent: on a bus of a whole site there are many of them.
 */
const MOST = 200;

/** For how long an event waits for the LCM key of its call, in milliseconds. */
export const KEY_PATIENCE = 5 * 60_000;

/** Events without an LCM key about calls that are not known yet. A later event of the same call may bring the key. */
export interface KeylessEvents {
  /** Keeps what the event tells until the key comes. */
  keep(event: CallEvent): void;
  /** Adds what earlier events without a key told of the same call. */
  complete(event: CallEvent): CallEvent;
  /** Gives up all that still wait. */
  stop(): void;
}

/** @param gaveUp told what is known of each call whose key did not come */
export function createKeylessEvents(clock: Clock, gaveUp: (event: CallEvent) => void): KeylessEvents {
  const waiting = new BoundedMap<string, { readonly event: CallEvent; readonly until: number }>(MOST + 1);
  let cancel = (): void => {};
  let isSweeping = false;

  function drop(callId: string): void {
    const given = waiting.get(callId);
    waiting.delete(callId);
    if (given !== undefined) gaveUp(given.event);
  }

  function dropOne(): void {
    const [oldest] = waiting.keys();
    for (const [callId, { event }] of waiting) {
      if (event.whose !== 'nobody') continue;
      drop(callId);
      return;
    }
    if (oldest !== undefined) drop(oldest);
  }

  function sweep(): void {
    isSweeping = false;
    for (const [callId, { until }] of [...waiting]) if (until <= clock.monotonic()) drop(callId);
    schedule();
  }

  function schedule(): void {
    const [first] = waiting.values();
    if (isSweeping || first === undefined) return;
    isSweeping = true;
    cancel = clock.after(Math.max(1, first.until - clock.monotonic()), sweep);
  }

  function complete(event: CallEvent): CallEvent {
    const earlier = waiting.get(event.call.callId)?.event;
    return earlier === undefined ? event : together(earlier, event);
  }

  return {
    keep(event) {
      const { callId } = event.call;
      waiting.set(callId, { event: complete(event), until: clock.monotonic() + KEY_PATIENCE });
      if (waiting.size > MOST) dropOne();
      schedule();
    },
    complete(event) {
      const whole = complete(event);
      waiting.delete(event.call.callId);
      return whole;
    },
    stop() {
      cancel();
      for (const callId of [...waiting.keys()]) drop(callId);
    },
  };
}

/** What both events tell: the later one counts where both do, but the call goes onwards only. */
function together(earlier: CallEvent, later: CallEvent): CallEvent {
  const [one, other] = [earlier.call, later.call];
  return {
    ...later,
    call: {
      ...other,
      type: other.type ?? one.type,
      contact: other.contact ?? one.contact,
      zone: other.zone ?? one.zone,
    },
    moment:
      earlier.moment === null || later.moment === null
        ? (later.moment ?? earlier.moment)
        : momentAfter(phaseOf(earlier.moment), earlier.moment, later.moment, true),
    unmappedType: later.unmappedType ?? (other.type === null ? earlier.unmappedType : null),
    whose: earlier.whose === 'own' ? 'own' : later.whose,
  };
}
