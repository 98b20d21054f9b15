import type { SetReply, SetReplyResult } from '#shared/lcm/decode.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';
import type { DeliveryResult } from '#main/outbox/delivery/delivery.ts';
import { createOthersSets } from './overheard-requests.ts';

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
  /**
   * A set seen on the bus. One that equals ours asks for the same state, so its reply is as good; any other makes the
   * replies to that call and callid ambiguous until one more has come than we wait for.
   *
   * @param data as it came, whatever it is
   * @param bySameName whether it bears our own `source`: a bus that echoes brings ours back, perhaps not to the letter
   */
  overheard(call: SetCallName, callId: string, data: unknown, bySameName: boolean): void;
  reply(call: SetCallName, reply: SetReply): ReplyMatch;
  /** The link is gone: whatever was in flight is unknown for that `cause`. */
  giveUp(cause: 'link-lost' | 'closed'): void;
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
  echoAwaited: boolean;
  /** Replies that may have been to another application's set of the same call. */
  readonly ambiguous: SetReplyResult['kind'][];
  settle: ((result: DeliveryResult) => void) | null;
}

/** How many sets are remembered that still lack a reply: more than an agent makes in days. */
const MEMORY = 5_000;

export function createSentSets(clock: Clock, timeLimitMs: number, graceMs: number): SentSets {
  /** By call and callid, in the order of their latest sending. */
  const entries = new Map<string, Entry>();
  const others = createOthersSets(clock, timeLimitMs + graceMs);

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
    if (!reply.attributable || others.anyOpen(call)) return undefined;
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
          ...{ call, callId, payload, sentAt, due, unanswered: false, echoAwaited: true, ambiguous: [] },
          settle(outcome) {
            cancel();
            entry.settle = null;
            entry.unanswered = outcome.kind === 'unknown' && entry.due > 0;
            if (!entry.unanswered && entry.due === 0) entries.delete(key);
            resolve(outcome);
          },
        };
        remember(key, entry);
      });
    },
    overheard(call, callId, data, bySameName) {
      const entry = entries.get(keyOf(call, callId));
      if (entry !== undefined && isPayload(data, entry.payload)) return;
      if (entry?.echoAwaited === true && bySameName) entry.echoAwaited = false;
      else others.overheard(call, callId);
    },
    reply(call, reply) {
      const entry = find(call, reply);
      const mayBeAnothers = reply.callId !== null && others.answered(call, reply.callId);
      if (entry === undefined) return { kind: 'nobodys' };
      if (mayBeAnothers) {
        entry.ambiguous.push(reply.result.kind);
        return { kind: 'nobodys' };
      }
      entry.due = Math.max(0, entry.due - 1);
      const { callId, settle, unanswered, ambiguous } = entry;
      if (settle !== null) {
        const agreed = ambiguous.every((kind) => kind === reply.result.kind);
        settle(agreed ? reply.result : { kind: 'unknown', cause: 'mixed-replies' });
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

function isPayload(data: unknown, payload: string): boolean {
  try {
    return JSON.stringify(data) === payload;
  } catch {
    // Nested too deeply for the stack: no payload of ours.
    return false;
  }
}

function keyOf(call: SetCallName, callId: string): string {
  return `${call} ${callId}`;
}
