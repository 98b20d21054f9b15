import type { SetReply, SetReplyResult } from '#shared/lcm/decode.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import type { Clock } from '#main/clock.ts';
import type { DeliveryResult } from '#main/outbox/delivery.ts';

/** What a reply to a set turned out to be. */
export type ReplyMatch =
  | { readonly kind: 'settled' }
  /** The answer to a request that had been given up; told once. */
  | { readonly kind: 'late'; readonly callId: string; readonly result: SetReplyResult }
  | { readonly kind: 'nobodys' };

/**
 * Which reply belongs to which set. There is no request id on the wire: what correlates is the reply's subtopic, which
 * names the call, and its callid. So of one call and callid only one request is in flight.
 */
export interface SentSets {
  /**
   * Whether a reply to this set could be taken for another's, or another's for its: one of that call and callid is in
   * flight, or an earlier one with another payload may still be answered.
   *
   * @param payload identifies what is sent: equal texts ask for the same state
   */
  conflicts(call: SetCallName, callId: string, payload: string): boolean;
  /** A set that has just gone out. Settles with LCM's answer or with what came instead; never rejects. */
  opened(call: SetCallName, callId: string, payload: string): Promise<DeliveryResult>;
  reply(call: SetCallName, reply: SetReply): ReplyMatch;
  /** The link is gone: whatever was in flight is unknown for that `cause`. */
  giveUp(cause: string): void;
}

interface Entry {
  readonly call: SetCallName;
  readonly callId: string;
  readonly payload: string;
  readonly sentAt: number;
  /** Requests that went out and were not answered, one reply each. */
  due: number;
  /** Given up without an answer. */
  unanswered: boolean;
  settle: ((result: DeliveryResult) => void) | null;
}

/** How many sets are remembered that still lack a reply: more than an agent makes in days. */
const MEMORY = 5_000;

export function createSentSets(clock: Clock, timeLimitMs: number, graceMs: number): SentSets {
  /** By call and callid, in the order of their latest sending. */
  const entries = new Map<string, Entry>();

  function remember(key: string, entry: Entry): void {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size <= MEMORY) return;
    for (const [oldest, { settle }] of entries) {
      if (settle !== null) continue;
      entries.delete(oldest);
      return;
    }
  }

  function find(call: SetCallName, reply: SetReply): Entry | undefined {
    if (reply.callId !== null) return entries.get(keyOf(call, reply.callId));
    if (!reply.attributable) return undefined;
    const pending = [...entries.values()].filter((entry) => entry.call === call && entry.settle !== null);
    return pending.length === 1 ? pending[0] : undefined;
  }

  return {
    conflicts(call, callId, payload) {
      const known = entries.get(keyOf(call, callId));
      if (known === undefined) return false;
      if (known.settle !== null) return true;
      const answerable = clock.monotonic() - known.sentAt < timeLimitMs + graceMs;
      return known.due > 0 && known.payload !== payload && answerable;
    },
    opened(call, callId, payload) {
      const key = keyOf(call, callId);
      const known = entries.get(key);
      const due = known?.payload === payload ? known.due + 1 : 1;
      const sentAt = clock.monotonic();
      return new Promise((resolve) => {
        const cancel = clock.after(timeLimitMs, () => entry.settle?.({ kind: 'unknown', cause: 'timeout' }));
        const entry: Entry = {
          ...{ call, callId, payload, sentAt, due, unanswered: false },
          settle(outcome) {
            cancel();
            entry.settle = null;
            entry.unanswered = outcome.kind === 'unknown';
            if (!entry.unanswered && entry.due === 0) entries.delete(key);
            resolve(outcome);
          },
        };
        remember(key, entry);
      });
    },
    reply(call, reply) {
      const entry = find(call, reply);
      if (entry === undefined) return { kind: 'nobodys' };
      entry.due = Math.max(0, entry.due - 1);
      const { callId, settle, unanswered } = entry;
      if (settle !== null) {
        settle(reply.result);
        return { kind: 'settled' };
      }
      entry.unanswered = false;
      return unanswered ? { kind: 'late', callId, result: reply.result } : { kind: 'nobodys' };
    },
    giveUp(cause) {
      for (const entry of [...entries.values()]) entry.settle?.({ kind: 'unknown', cause });
    },
  };
}

function keyOf(call: SetCallName, callId: string): string {
  return `${call} ${callId}`;
}
