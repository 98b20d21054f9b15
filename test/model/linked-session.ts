import type { Clock } from '#main/base/clock.ts';
import { createSentSets } from '#main/lcm/replies/sent-requests.ts';
import { DEFAULT_POLICY } from '#main/lcm/link/policy.ts';
import { lcmOptionsSchema } from '#main/lcm/link/options.ts';
import type { DeliveryResult, Send } from '#main/outbox/delivery/delivery.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import { readId } from '#shared/lcm/json.ts';
import { numberOf } from '#test/crash/wrap-ups.ts';
import type { Lcm, Reply } from './lcm.ts';

/** A session without a socket: the app's own matching of replies, between the outbox and LCM. */
export interface LinkedSession {
  readonly send: Send;
  isStalled(): boolean;
  up(spread: boolean): void;
  down(): void;
  /** The next send finds the link dead, and reports that before it fails. */
  stall(): void;
  hear(reply: Reply): void;
  /** Ends all sends in flight, as closing the session does. */
  close(): void;
  /** The submissions that were sent and not answered yet. */
  inFlight(): { callId: string; n: number }[];
}

/** @param onSend called with everything that is sent, before anything else is done with it */
export function createLinkedSession(
  clock: Clock,
  lcm: Lcm,
  outbox: () => Outbox,
  onSend: (callId: string, n: number, payload: string) => void,
): LinkedSession {
  const timeLimit = lcmOptionsSchema.parse({}).requestTimeoutMs;
  const sets = createSentSets(clock, timeLimit, DEFAULT_POLICY.graceMs);
  const handedOver = new Set<{ callId: string; n: number }>();
  let isUp = false;
  let stalls = false;

  const session: LinkedSession = {
    isStalled: () => stalls,
    inFlight: () => [...handedOver],
    async send(call, data): Promise<DeliveryResult> {
      const callId = readId(data['callid']) ?? '';
      const n = numberOf(data);
      const payload = JSON.stringify(data);
      const one = { callId, n };
      handedOver.add(one);
      try {
        onSend(callId, n, payload);
        if (sets.conflicts(call, callId, payload)) return { kind: 'unsent', cause: 'busy' };
        if (stalls) session.down();
        if (!isUp) return { kind: 'unsent', cause: 'not-connected' };
        const answered = sets.opened(call, callId, payload);
        lcm.receive({ call, callId, n });
        return await answered;
      } finally {
        handedOver.delete(one);
      }
    },
    up(spread) {
      if (isUp) return;
      isUp = true;
      outbox().linkUp(spread);
    },
    stall() {
      stalls = isUp;
    },
    down() {
      stalls = false;
      if (!isUp) return;
      isUp = false;
      outbox().linkDown();
      sets.giveUp('link-lost');
    },
    hear({ call, callId, result }) {
      if (!isUp) return;
      const match = sets.reply(call, { callId, result, attributable: false });
      if (match.kind === 'late') outbox().settleLate(call, match.callId, match.result);
    },
    close() {
      isUp = false;
      sets.giveUp('closed');
    },
  };
  return session;
}
