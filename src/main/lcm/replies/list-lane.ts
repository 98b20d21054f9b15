import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import { readField, readId, type JsonObject } from '#shared/lcm/json.ts';
import { hasOutcome, type ListReply } from '#shared/lcm/decode.ts';
import { encodeListCall } from '#shared/lcm/encode.ts';
import type { ListCallName } from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';
import { createBusRequests } from './bus-requests.ts';

/**
 * The result of a list request. Causes: `not-connected` (not sent), `timeout`, `link-lost`, `closed` (no answer),
 * `refused` (LCM refused; `reason` has its words), `no-list` (an answer without a list), `too-long` (an answer that
 * was not read), `far-too-long` (one at which the link ended), `no-call-id` (page 004 without a callid: not sent).
 */
export type ListResult =
  | { readonly ok: true; readonly entries: readonly unknown[] }
  | { readonly ok: false; readonly cause: ListFailure; readonly reason: string | null };

export type ListFailure = Extract<
  ReasonCode,
  | 'not-connected'
  | 'timeout'
  | 'link-lost'
  | 'closed'
  | 'refused'
  | 'no-list'
  | 'too-long'
  | 'far-too-long'
  | 'no-call-id'
>;

/**
 * The lane of each list call. LCM answers pages 003 and 004 under the same subtopic, and 003's answer names no call.
 * So only one request of each is in flight at a time, and never both about one call. After an unanswered 003 no other one
 * is sent for a while, so that its late answer is not taken for the answer to that. A late list is kept for whoever asks for
 * it again: an LCM that is always too slow would otherwise never be heard.
 */
export interface ListLane {
  /** Page 004. */
  campaign(callId: string, lcmKey: string): Promise<ListResult>;
  /** Page 003. */
  group(callId: string, type: string): Promise<ListResult>;
  /** A list request came from another application on the same bus, or as an echo of ours; `data` is of any shape. */
  overhear(call: ListCallName, data: unknown): void;
  reply(reply: ListReply): 'settled' | 'late' | 'unmatched';
  /** A reply came that was too long to be read. It answers the request in flight, if there is only one. */
  tooLong(): void;
  /** The link is gone: what is in flight fails, with that `cause` if it is certain, and what waits with `not-connected`. */
  giveUp(cause: 'link-lost' | 'far-too-long' | 'closed'): void;
}

export interface ListLaneDeps {
  readonly clock: Clock;
  readonly timeLimitMs: number;
  readonly graceMs: number;
  isConnected(): boolean;
  /** False if the request was certainly not sent. */
  send(call: ListCallName, data: JsonObject): boolean;
}

interface Job {
  readonly call: ListCallName;
  readonly data: JsonObject;
  readonly callId: string | null;
  readonly key: string;
  readonly promise: Promise<ListResult>;
  readonly resolve: (result: ListResult) => void;
}

interface InFlight {
  readonly job: Job;
  readonly cancelLimit: () => void;
}

interface LateJob {
  readonly job: Job;
  /** The monotonic instant at which it was given up. */
  readonly since: number;
  list: ListResult | null;
}

/** How long a late list is kept: longer than the longest pause before it is asked for again. In milliseconds. */
const LATE_MS = 2 * 60_000;

export function createListLane(deps: ListLaneDeps): ListLane {
  const { clock, timeLimitMs, graceMs } = deps;
  const bus = createBusRequests(clock, timeLimitMs + graceMs);
  const queue: Job[] = [];
  const inFlight = new Map<ListCallName, InFlight>();
  /** A 003 that was given up a short time ago: its answer may still come. */
  let awaited: Job | null = null;
  /** Our requests that were not answered in time, and what came late. */
  let late: LateJob[] = [];

  function ask(call: ListCallName, data: JsonObject): Promise<ListResult> {
    if (!deps.isConnected()) return Promise.resolve(failure('not-connected'));
    const key = JSON.stringify([call, data]);
    const same = [...jobsInFlight(), ...queue].find((job) => job.key === key);
    if (same) return same.promise;
    const known = takeLate(key);
    if (known !== null) return Promise.resolve(known);
    let resolve: Job['resolve'] = () => {};
    const promise = new Promise<ListResult>((settle) => {
      resolve = settle;
    });
    queue.push({ call, data, callId: readId(data['callid']), key, promise, resolve });
    proceed();
    return promise;
  }

  const jobsInFlight = (): Job[] => [...inFlight.values()].map(({ job }) => job);
  const unanswered = (): Job[] => [...jobsInFlight(), ...(awaited === null ? [] : [awaited])];

  /** Whether its answer could not be taken for another's. */
  function mayGo({ call, callId }: Job): boolean {
    if (inFlight.has(call) || (call === 'GetOutcomeByOutcomegroup' && awaited !== null)) return false;
    return unanswered().every((other) => other.callId !== callId);
  }

  function proceed(): void {
    for (const job of [...queue]) {
      if (!mayGo(job)) continue;
      queue.splice(queue.indexOf(job), 1);
      if (deps.send(job.call, job.data)) {
        bus.sent(job.call, job.data);
        const cancelLimit = clock.after(timeLimitMs, () => {
          abandon(job, 'timeout');
          proceed();
        });
        inFlight.set(job.call, { job, cancelLimit });
      } else job.resolve(failure('not-connected'));
    }
  }

  function finish(job: Job, result: ListResult): void {
    inFlight.get(job.call)?.cancelLimit();
    inFlight.delete(job.call);
    job.resolve(result);
  }

  /** Ends a request in flight without an answer, which may still come. */
  function abandon(job: Job, cause: ListFailure): void {
    late.push({ job, since: clock.monotonic(), list: null });
    if (job.call === 'GetOutcomeByOutcomegroup') {
      awaited = job;
      clock.after(graceMs, () => {
        awaited = null;
        proceed();
      });
    }
    finish(job, failure(cause));
  }

  /** The request in flight about that call. */
  function current(call: ListCallName, callId: string): Job | null {
    const job = inFlight.get(call)?.job;
    return job?.callId === callId ? job : null;
  }

  /** Keeps a list that came late, if it is certain which of our requests it answers. */
  function keepLate(reply: ListReply): void {
    if (reply.result.kind !== 'listed') return;
    forgetOld();
    const call: ListCallName = reply.callId === null ? 'GetOutcomeByOutcomegroup' : 'GetBusinessOutCome';
    const matching = late.filter(
      ({ job }) => job.call === call && (reply.callId === null || job.callId === reply.callId),
    );
    if (new Set(matching.map(({ job }) => job.key)).size > 1) return;
    for (const each of matching) each.list = toResult(reply);
  }

  function takeLate(key: string): ListResult | null {
    forgetOld();
    const list = late.find(({ job, list }) => job.key === key && list !== null)?.list ?? null;
    if (list !== null) late = late.filter(({ job }) => job.key !== key);
    return list;
  }

  function forgetOld(): void {
    late = late.filter(({ since }) => clock.monotonic() - since < LATE_MS);
  }

  /** The request in flight that a reply answers; else whether it answers an earlier one that was not answered yet. */
  function match(reply: ListReply): Job | 'late' | 'unmatched' {
    const { callId, result, callIdWasEmpty } = reply;
    if (callId !== null) {
      const answered = bus.answeredCampaign(callId);
      const asked = current('GetBusinessOutCome', callId);
      if (asked !== null) return asked;
      if (answered === 'ours') keepLate(reply);
      if (answered !== 'unmatched') return 'late';
      return current('GetOutcomeByOutcomegroup', callId) ?? 'unmatched';
    }
    if (result.kind === 'refused') {
      const [possible, ...others] = unanswered().filter((job) => !callIdWasEmpty || job.callId === null);
      const isCertain = possible !== undefined && possible !== awaited && others.length === 0;
      return isCertain ? possible : 'unmatched';
    }
    if (result.kind === 'unreadable') return 'unmatched';
    if (bus.answeredGroup() !== 'ours') return 'unmatched';
    const asked = inFlight.get('GetOutcomeByOutcomegroup')?.job;
    if (asked !== undefined) return asked;
    keepLate(reply);
    return 'late';
  }

  return {
    campaign(callId, lcmKey) {
      if (callId.trim() === '') return Promise.resolve(failure('no-call-id'));
      return ask('GetBusinessOutCome', encodeListCall('GetBusinessOutCome', { callId, lcmKey }));
    },
    group: (callId, type) =>
      ask('GetOutcomeByOutcomegroup', encodeListCall('GetOutcomeByOutcomegroup', { callId, type })),
    overhear(call, data) {
      bus.overheard(call, {
        callId: readId(readField(data, 'callid')),
        type: readId(readField(data, 'type')),
      });
    },
    reply(reply) {
      const found = match(reply);
      if (typeof found === 'string') return found;
      if (found.call === 'GetOutcomeByOutcomegroup') bus.settledGroup();
      finish(found, toResult(reply));
      proceed();
      return 'settled';
    },
    tooLong() {
      const [only, ...others] = jobsInFlight();
      if (only === undefined || others.length > 0) return;
      abandon(only, 'too-long');
      proceed();
    },
    giveUp(cause) {
      const waiting = queue.splice(0);
      const jobs = jobsInFlight();
      // Of two, it is not known whose answer was too long. They are asked again, one at a time.
      for (const job of jobs) abandon(job, jobs.length > 1 && cause === 'far-too-long' ? 'link-lost' : cause);
      for (const job of waiting) job.resolve(failure('not-connected'));
    },
  };
}

function toResult({ result }: ListReply): ListResult {
  switch (result.kind) {
    case 'listed':
      return listed(result.entries);
    case 'refused':
      return failure('refused', result.reason);
    case 'unreadable':
      return failure('no-list');
  }
}

function listed(entries: readonly unknown[]): ListResult {
  // Entries of which none can be read are no list. The one that is known must not give way to that.
  return entries.length === 0 || hasOutcome(entries) ? { ok: true, entries } : failure('no-list');
}

function failure(cause: ListFailure, reason: string | null = null): ListResult {
  return { ok: false, cause, reason };
}
