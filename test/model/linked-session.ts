import type { Clock } from '#main/base/clock.ts';
import { createSignal } from '#main/base/signal.ts';
import type { OutboxSession } from '#main/core/link-outbox.ts';
import { createSentRequests } from '#main/lcm/replies/sent-requests.ts';
import type { LateReply } from '#main/lcm/session.ts';
import { DEFAULT_POLICY, lcmOptionsSchema } from '#main/lcm/link/options.ts';
import type { DeliveryResult, Send } from '#main/outbox/delivery/delivery.ts';
import { readId } from '#shared/lcm/json.ts';
import { numberOf } from '#test/support/wrap-ups.ts';
import type { Lcm, Reply } from './lcm.ts';

/** A session without a socket: the app's own matching of replies, between the outbox and LCM. */
export interface LinkedSession extends OutboxSession {
  readonly send: Send;
  /** Whether the outbox is to spread its first tries on the present link. */
  spreads(): boolean;
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
  onSend: (callId: string, n: number, payload: string) => void,
): LinkedSession {
  const timeLimit = lcmOptionsSchema.parse({}).requestTimeoutMs;
  const sentRequests = createSentRequests(clock, timeLimit, DEFAULT_POLICY.graceMs);
  const handedOver = new Set<{ callId: string; n: number }>();
  const stateChanged = createSignal<ReturnType<OutboxSession['state']>>();
  const lateReply = createSignal<LateReply>();
  let isUp = false;
  let spreads = false;
  let stalls = false;

  const session: LinkedSession = {
    stateChanged,
    lateReply,
    state: () => ({ status: isUp ? 'connected' : 'unreachable' }),
    spreads: () => spreads,
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
        if (sentRequests.conflicts(call, callId, payload)) return { kind: 'unsent', cause: 'busy' };
        if (stalls) session.down();
        if (!isUp) return { kind: 'unsent', cause: 'not-connected' };
        const answered = sentRequests.opened(call, callId, payload);
        lcm.receive({ call, callId, n });
        return await answered;
      } finally {
        handedOver.delete(one);
      }
    },
    up(spread) {
      if (isUp) return;
      isUp = true;
      spreads = spread;
      stateChanged.emit(session.state());
    },
    stall() {
      stalls = isUp;
    },
    down() {
      stalls = false;
      if (!isUp) return;
      isUp = false;
      stateChanged.emit(session.state());
      sentRequests.giveUp('link-lost');
    },
    hear({ call, callId, result }) {
      if (!isUp) return;
      const match = sentRequests.reply(call, { callId, result, attributable: false });
      if (match.kind === 'late') lateReply.emit({ call, callId: match.callId, result: match.result });
    },
    close() {
      isUp = false;
      sentRequests.giveUp('closed');
    },
  };
  return session;
}
