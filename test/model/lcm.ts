import type { Clock } from '#main/base/clock.ts';
import type { SetReplyResult } from '#shared/lcm/decode.ts';
import type { SetCallName } from '#shared/lcm/names.ts';

/** A set that the app has sent and LCM has not handled. */
export interface Request {
  readonly call: SetCallName;
  readonly callId: string;
  /** The submission it carries. */
  readonly n: number;
  /** In true time, see {@link createLcm}. */
  readonly sentAt: number;
}

/** A reply on the bus. `until`, in true time: by then it has come, or never comes. */
export interface Reply {
  readonly call: SetCallName;
  readonly callId: string;
  readonly result: SetReplyResult;
  readonly until: number;
}

/** What LCM does with a request. `vanish`: it is lost before LCM gets it. */
export type Verdict = 'apply' | 'refuse' | 'vanish';

/** What happens to the reply. `twice`: it comes now and once more within a moment. */
export type ReplyFate = 'prompt' | 'slow' | 'twice' | 'lost';

/** What LCM does with requests by itself. With `byHand` they stay in the inbox until a step handles them. */
export type Manner = 'byHand' | 'answers' | 'refuses' | 'staysSilent';

/**
 * The longest time from a request to its reply, and from a reply to its second copy, in milliseconds. The wire has no
 * request id. Without this bound, nothing could tell a reply to a correction from a reply to the original.
 */
const LATEST_REPLY = 300_000;
const LATEST_DOUBLE = 200;

const ANSWER_TIME = 20;

/**
 * LCM and the bus. It handles the requests of one call in the order in which they were sent, over any connection.
 * Replies come in any order, to every client that is linked then.
 */
export interface Lcm {
  manner: Manner;
  /** Submissions by number, in the order in which they were applied. A repeat is listed again. */
  readonly applied: { readonly callId: string; readonly n: number }[];
  readonly refused: Set<number>;
  readonly inbox: Request[];
  readonly slowReplies: Reply[];
  receive(request: Omit<Request, 'sentAt'>): void;
  /** Takes the first request of a call out of the inbox. */
  handle(callId: string, verdict: Verdict, reply: ReplyFate): void;
  /** A slow reply comes, and with `stays` once more. */
  arrive(reply: Reply, stays: boolean): void;
  /** Handles everything in the inbox, and answers by itself from now on. */
  recover(): void;
  /** Forgets replies that can no longer come. */
  age(): void;
}

/**
 * @param trueTime true milliseconds, whatever the app's clocks say
 * @param hear called with each reply as it arrives
 */
export function createLcm(after: Clock['after'], trueTime: () => number, hear: (reply: Reply) => void): Lcm {
  function callsWaiting(): string[] {
    return [...new Set(lcm.inbox.map(({ callId }) => callId))];
  }

  function judge({ callId, n }: Request, verdict: 'apply' | 'refuse'): SetReplyResult {
    if (verdict === 'refuse') {
      lcm.refused.add(n);
      return { kind: 'refused', reason: `LCM refuses ${n}` };
    }
    lcm.applied.push({ callId, n });
    return { kind: 'delivered' };
  }

  function remove<T>(list: T[], item: T): void {
    list.splice(list.indexOf(item), 1);
  }

  const lcm: Lcm = {
    manner: 'byHand',
    applied: [],
    refused: new Set(),
    inbox: [],
    slowReplies: [],
    receive(request) {
      lcm.inbox.push({ ...request, sentAt: trueTime() });
      if (lcm.manner === 'byHand') return;
      after(ANSWER_TIME, () => {
        if (lcm.manner === 'byHand') return;
        const verdict = lcm.manner === 'refuses' ? 'refuse' : 'apply';
        lcm.handle(request.callId, verdict, lcm.manner === 'staysSilent' ? 'lost' : 'prompt');
      });
    },
    handle(callId, verdict, fate) {
      // Time may have passed within a step.
      lcm.age();
      const request = lcm.inbox.find((waiting) => waiting.callId === callId);
      if (request === undefined) return;
      remove(lcm.inbox, request);
      if (verdict === 'vanish') return;
      const result = judge(request, verdict);
      if (fate === 'lost') return;
      const reply = { call: request.call, callId, result, until: request.sentAt + LATEST_REPLY };
      if (fate === 'slow') lcm.slowReplies.push(reply);
      else {
        if (fate === 'twice') lcm.slowReplies.push({ ...reply, until: trueTime() + LATEST_DOUBLE });
        hear(reply);
      }
    },
    arrive(reply, stays) {
      remove(lcm.slowReplies, reply);
      if (stays) lcm.slowReplies.push({ ...reply, until: Math.min(reply.until, trueTime() + LATEST_DOUBLE) });
      hear(reply);
    },
    recover() {
      lcm.manner = 'answers';
      for (const reply of [...lcm.slowReplies]) lcm.arrive(reply, false);
      while (lcm.inbox.length > 0) {
        for (const callId of callsWaiting()) lcm.handle(callId, 'apply', 'prompt');
      }
    },
    age() {
      const isDue = ({ until }: Reply): boolean => until >= trueTime();
      lcm.slowReplies.splice(0, Infinity, ...lcm.slowReplies.filter(isDue));
      const isFresh = ({ sentAt }: Request): boolean => sentAt + LATEST_REPLY >= trueTime();
      lcm.inbox.splice(0, Infinity, ...lcm.inbox.filter(isFresh));
    },
  };
  return lcm;
}
