import { isDeepStrictEqual } from 'node:util';
import type { SetReply, SetReplyResult } from '#shared/lcm/decode.ts';
import { readField, readId } from '#shared/lcm/json.ts';
import { isNameless, type SetCallName } from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';
import { orElse } from '#main/base/or-else.ts';
import type { DeliveryResult } from '#main/outbox/delivery/delivery.ts';
import { createOverheardRequests } from './overheard-requests.ts';

/** Which request a reply to a set answers. */
export type ReplyMatch =
  | { readonly kind: 'settled'; readonly callId: string }
  /** The answer to a request that was given up. Reported once. */
  | { readonly kind: 'late'; readonly callId: string; readonly result: SetReplyResult }
  /** It answers none of our requests, or may answer another application's. */
  | { readonly kind: 'unmatched' };

/**
 * The set requests of this session, and which reply belongs to which. There is no request id on the wire: a reply names
 * its LCM call, by its subtopic, and its callid. So for each call and callid only one request is in flight.
 * See docs/decisions/0017-whose-reply.md.
 */
export interface SentRequests {
  /**
   * Whether the reply to this request could be confused with the reply to another: a request for that call and callid
   * is in flight, or an earlier one with another payload may still be answered.
   *
   * @param payload the data as text: equal texts ask for the same state
   */
  conflicts(call: SetCallName, callId: string, payload: string): boolean;
  /** A request was just sent. Resolves with LCM's answer or with `unknown`; never rejects. */
  opened(call: SetCallName, callId: string, payload: string): Promise<DeliveryResult>;
  /**
   * A set request was seen on the bus. If it equals ours, it asks for the same state, and its reply is as good as ours.
   * If not, the replies to that call and callid are ambiguous until one more has come than we wait for.
   *
   * @param data as it came, of any shape
   * @param bySameName whether its `source` is ours. The bus may echo our own request, perhaps not to the letter.
   */
  overheard(call: SetCallName, callId: string, data: unknown, bySameName: boolean): void;
  reply(call: SetCallName, reply: SetReply): ReplyMatch;
  /** The link is gone: all requests in flight become `unknown` with that `cause`. */
  giveUp(cause: 'link-lost' | 'closed'): void;
}

interface Entry {
  readonly call: SetCallName;
  readonly callId: string;
  readonly payload: string;
  readonly sentAt: number;
  /** How many requests were sent and not answered. As many replies may still come. */
  repliesDue: number;
  /** The latest request was given up without an answer. */
  givenUp: boolean;
  echoAwaited: boolean;
  /** Replies that may answer another application's request for the same call. */
  readonly ambiguous: SetReplyResult['kind'][];
  settle: ((result: DeliveryResult) => void) | null;
}

/** How many unanswered requests are remembered: more than an agent sends in days. */
const MEMORY = 5_000;

/**
 * @param timeLimitMs how long until a request is given up
 * @param graceMs how long after that its reply may still come
 */
export function createSentRequests(clock: Clock, timeLimitMs: number, graceMs: number): SentRequests {
  /** By call and callid, in the order in which they were last sent. */
  const entries = new Map<string, Entry>();
  const horizonMs = timeLimitMs + graceMs;
  const overheard = createOverheardRequests(clock, horizonMs);

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
    if (!reply.attributable || overheard.anyOpen(call)) return undefined;
    const pending = [...entries.values()].filter((entry) => entry.call === call && entry.settle !== null);
    return pending.length === 1 ? pending[0] : undefined;
  }

  return {
    conflicts(call, callId, payload) {
      const known = entries.get(keyOf(call, callId));
      if (known === undefined) return false;
      if (known.settle !== null) return true;
      const isAnswerable = clock.monotonic() - known.sentAt < horizonMs;
      return known.repliesDue > 0 && known.payload !== payload && isAnswerable;
    },
    opened(call, callId, payload) {
      const key = keyOf(call, callId);
      const known = entries.get(key);
      const repliesDue = known?.payload === payload ? known.repliesDue + 1 : 1;
      return new Promise((resolve) => {
        const cancel = clock.after(timeLimitMs, () => entry.settle?.({ kind: 'unknown', cause: 'timeout' }));
        const entry: Entry = {
          call,
          callId,
          payload,
          sentAt: clock.monotonic(),
          repliesDue,
          givenUp: false,
          echoAwaited: true,
          ambiguous: [],
          settle(outcome) {
            cancel();
            entry.settle = null;
            entry.givenUp = outcome.kind === 'unknown' && entry.repliesDue > 0;
            if (!entry.givenUp && entry.repliesDue === 0) entries.delete(key);
            resolve(outcome);
          },
        };
        remember(key, entry);
      });
    },
    overheard(call, callId, data, bySameName) {
      const entry = entries.get(keyOf(call, callId));
      if (entry !== undefined && isPayload(data, entry.payload)) return;
      if (entry?.echoAwaited === true && bySameName && isAboutSame(data, entry)) entry.echoAwaited = false;
      else overheard.add(call, callId);
    },
    reply(call, reply) {
      const entry = find(call, reply);
      const mayBeAnothers = reply.callId !== null && overheard.answered(call, reply.callId);
      if (entry === undefined) return { kind: 'unmatched' };
      if (mayBeAnothers) {
        entry.ambiguous.push(reply.result.kind);
        return { kind: 'unmatched' };
      }
      entry.repliesDue = Math.max(0, entry.repliesDue - 1);
      const { callId, settle, givenUp, ambiguous } = entry;
      if (settle !== null) {
        const agreed = ambiguous.every((kind) => kind === reply.result.kind);
        settle(agreed ? reply.result : { kind: 'unknown', cause: 'mixed-replies' });
        return { kind: 'settled', callId };
      }
      entry.givenUp = false;
      return givenUp ? { kind: 'late', callId, result: reply.result } : { kind: 'unmatched' };
    },
    giveUp(cause) {
      for (const entry of [...entries.values()]) entry.settle?.({ kind: 'unknown', cause });
    },
  };
}

/** Where requests name no call, another desktop's has the same name as ours on the wire, but rarely the same contact. */
function isAboutSame(data: unknown, { call, payload }: Pick<Entry, 'call' | 'payload'>): boolean {
  const contactOf = (one: unknown): string | null => readId(readField(one, 'AccountNumber'));
  return !isNameless(call) || contactOf(data) === contactOf(JSON.parse(payload));
}

/** Whether it is that payload, in whatever order the bus wrote its members. */
function isPayload(data: unknown, payload: string): boolean {
  // What is nested too deeply for the stack is not our payload.
  return orElse(() => isDeepStrictEqual(data, JSON.parse(payload)), false);
}

function keyOf(call: SetCallName, callId: string): string {
  return `${call} ${callId}`;
}
