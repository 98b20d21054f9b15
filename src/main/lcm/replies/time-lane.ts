import type { JsonObject } from '#shared/lcm/json.ts';
import { encodeTimeCall } from '#shared/lcm/encode.ts';
import { isReplyTo, type Envelope } from '#shared/lcm/envelope.ts';
import { TIME_CALL } from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';
import { readLcmTime } from '../clock/lcm-time.ts';

/** Asks for LCM's clock. A reply to another application tells the same clock, so it is as good as our own. */
export interface TimeLane {
  /** @returns what LCM's clock shows, in milliseconds since the epoch; null where it did not say so in time */
  ask(callId: string, lcmKey: string): Promise<number | null>;
  hear(envelope: Envelope): void;
  giveUp(): void;
}

/** @param send false where the request certainly did not leave */
export function createTimeLane(deps: {
  readonly clock: Clock;
  readonly timeLimitMs: number;
  readonly send: (data: JsonObject) => boolean;
}): TimeLane {
  const { clock, timeLimitMs } = deps;
  const waiting = new Set<(at: number | null) => void>();

  function answer(at: number | null): void {
    for (const settle of [...waiting]) settle(at);
  }

  return {
    ask(callId, lcmKey) {
      if (!deps.send(encodeTimeCall({ callId, lcmKey }))) return Promise.resolve(null);
      return new Promise((resolve) => {
        const settle = (at: number | null): void => {
          cancel();
          waiting.delete(settle);
          resolve(at);
        };
        const cancel = clock.after(timeLimitMs, () => {
          settle(null);
        });
        waiting.add(settle);
      });
    },
    hear(envelope) {
      if (waiting.size === 0 || !isReplyTo(envelope, TIME_CALL)) return;
      const at = readLcmTime(envelope, clock.now());
      if (at !== null) answer(at);
    },
    giveUp() {
      answer(null);
    },
  };
}
