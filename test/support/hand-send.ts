import type { DeliveryResult, Send } from '#main/outbox/delivery/delivery.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { settled } from './fake-clock.ts';

/** One payload that was passed on for delivery, with functions to answer it. */
export interface Sent {
  readonly call: SetCallName;
  readonly data: JsonObject;
  answer(result: DeliveryResult): Promise<void>;
  /** Breaks the promise that a sender never throws. */
  fail(): Promise<void>;
}

/** A sender that the test answers for. */
export interface HandSend {
  readonly send: Send;
  /** All payloads so far, oldest first. */
  readonly all: Sent[];
  /** The callids of all, in order. */
  callIds(): string[];
  /** The latest. */
  last(): Sent;
}

export function createHandSend(): HandSend {
  const all: Sent[] = [];
  return {
    all,
    send: (call, data) =>
      new Promise((resolve, reject) => {
        all.push({
          call,
          data: structuredClone(data),
          answer(result) {
            resolve(result);
            return settled();
          },
          fail() {
            reject(new Error('boom'));
            return settled();
          },
        });
      }),
    callIds: () => all.map(({ data }) => data['callid'] as string),
    last() {
      const sent = all.at(-1);
      if (sent === undefined) throw new Error('Nothing was sent');
      return sent;
    },
  };
}
