import type { Clock } from '#main/clock.ts';
import type { Log } from '#main/log.ts';
import { retryDelay, type RetryPolicy } from '#main/retry-policy.ts';
import type { DeliveryResult, Send } from './delivery.ts';
import { giveWay, settle } from './settle.ts';
import type { SubmissionBody, SubmissionRow, SubmissionStore } from './store.ts';
import { createStrayReplies } from './stray-replies.ts';

/** How many submissions are looked at in one read while choosing the next. */
const PAGE = 16;

/** Over how long a thousand desktops that get their link back together spread their first tries, in milliseconds. */
const SPREAD = 5_000;

/** Passed callbacks are looked for at least this often, since a clock may be set, in milliseconds. */
const CALLBACK_CHECK = 60_000;

/** How long a call rests after a reply, so that a doubled one meets nothing, in milliseconds. */
const REST = 250;

/**
 * Takes submissions from the store to LCM: one at a time for each call, in the order they were saved, a few calls at
 * once, for ever. Its only lasting state is the store's; waiting times are kept on the monotonic clock.
 */
export interface Courier {
  linkUp(spread: boolean): void;
  linkDown(): void;
  /** Something may be ready now. */
  poke(): void;
  /** Forgets the waiting time of one submission, or with null of all, and goes on at once. */
  hurry(row: SubmissionRow | null): void;
  /**
   * A reply came to a submission of this call that was given up.
   *
   * @param candidates those it may belong to, oldest first
   * @returns those to which a reply may really still come
   */
  heardLate(candidates: readonly SubmissionRow[]): SubmissionRow[];
  /** When a queued submission is tried next, by the wall clock, where that is known. */
  nextTryAt(row: SubmissionRow): number | null;
  /** Takes up nothing more; what is under way is no longer waited for. */
  close(): void;
}

export function createCourier(deps: {
  store: SubmissionStore;
  /** Puts right what the last run left; called before anything is sent, again until it succeeds. */
  prepare: () => void;
  send: Send;
  clock: Clock;
  /** By what callbacks are judged, in milliseconds since the epoch. */
  lcmNow: () => number;
  log: Log;
  policy: RetryPolicy;
  maxInFlight: number;
  random: () => number;
  onChange: () => void;
}): Courier {
  const { store, prepare, send, clock, lcmNow, log, policy, maxInFlight, random, onChange } = deps;
  const underWay = new Set<string>();
  /** By submission: the monotonic instant before which it is not tried again. */
  const notBefore = new Map<number, number>();
  const strays = createStrayReplies(store, clock);
  /** By call: which submission was answered last, and the monotonic instant before which no other one is sent. */
  const rests = new Map<string, { readonly after: number; readonly until: number }>();
  let resumeAt = 0;
  let failedWrites = 0;
  let up = false;
  let closed = false;
  let prepared = false;
  let pumping = false;
  let again = false;
  let cancelTimer: () => void = () => {};

  /** Starts whatever can start, and sets the alarm for whatever comes next. */
  function pump(): void {
    if (closed) return;
    if (pumping) {
      // A listener of a change came back here while a page of rows is being gone through.
      again = true;
      return;
    }
    pumping = true;
    cancelTimer();
    try {
      if (!prepared) prepare();
      prepared = true;
      const nextCallback = holdPassedCallbacks();
      const nextTry = up ? startReady() : Infinity;
      const delay = Math.min(nextTry - clock.monotonic(), nextCallback - lcmNow(), CALLBACK_CHECK);
      if (Math.min(nextTry, nextCallback) < Infinity) cancelTimer = clock.after(Math.max(delay, 0), pump);
    } catch (error) {
      // The disk is full or failing: nothing may be sent that could not be recorded. Try again, do not fall over.
      failedWrites += 1;
      log.error('The outbox cannot record a delivery; it waits', { cause: words(error) });
      cancelTimer = clock.after(retryDelay(policy, failedWrites, random) + policy.base, pump);
    } finally {
      pumping = false;
    }
    if (again) {
      again = false;
      pump();
    }
  }

  /** @returns the monotonic instant at which something more can start, or Infinity where only an event can tell */
  function startReady(): number {
    const now = clock.monotonic();
    if (now < resumeAt) return resumeAt;
    let earliest = Infinity;
    let after = 0;
    while (underWay.size < maxInFlight) {
      const rows = store.ready(after, PAGE);
      for (const row of rows) {
        after = row.seq;
        let due = Math.max(now, notBefore.get(row.seq) ?? now, restOf(row));
        if (due <= now) due = start(row);
        if (due > now) earliest = Math.min(earliest, due);
        if (underWay.size >= maxInFlight) return Infinity;
      }
      if (rows.length < PAGE) break;
    }
    return earliest;
  }

  /**
   * @returns the monotonic instant at which to try again where it cannot start yet, else 0
   * @throws NotSavedError where it cannot be recorded that it is under way; then it is not sent
   */
  function start(row: SubmissionRow): number {
    if (underWay.has(row.call_id)) return 0;
    const body = store.bodyIfReadable(row);
    const at = clock.now();
    if (body === null) {
      hold(row, 'unreadable');
      return 0;
    }
    const { count, waitUntil } = strays.before(row);
    if (waitUntil > 0) {
      notBefore.set(row.seq, waitUntil);
      return waitUntil;
    }
    const sending = store.transaction(() =>
      store.move(row, 'sending', { at, detail: { code: 'sent' }, attempts: row.attempts + 1 }),
    );
    failedWrites = 0;
    notBefore.delete(row.seq);
    underWay.add(row.call_id);
    onChange();
    void deliver(sending, body, count);
    return 0;
  }

  /**
   * Sends until one verdict has come more often than replies may be astray: one of those is then its own.
   *
   * @param astray how many replies may come that answer an earlier submission
   */
  async function deliver(row: SubmissionRow, body: SubmissionBody, astray: number): Promise<void> {
    const verdicts = { delivered: 0, refused: 0 };
    for (;;) {
      const result = await trySend(row, body);
      if (result.kind === 'unknown' || result.kind === 'unsent') {
        const wentOut = verdicts.delivered + verdicts.refused > 0;
        finish(row, wentOut ? { kind: 'unknown', cause: result.cause } : result);
        return;
      }
      verdicts[result.kind] += 1;
      if (verdicts[result.kind] > astray) {
        finish(row, result);
        return;
      }
      await new Promise<void>((resolve) => clock.after(REST, resolve));
      if (closed) return;
    }
  }

  async function trySend(row: SubmissionRow, body: SubmissionBody): Promise<DeliveryResult> {
    try {
      return await send(row.call, body.data);
    } catch (error) {
      log.error('A delivery failed in an unforeseen way', { id: row.id, cause: words(error) });
      return { kind: 'unknown', cause: words(error) };
    }
  }

  /** Records a result; where that fails, keeps trying to, and holds up its call meanwhile. */
  function finish(row: SubmissionRow, result: DeliveryResult, failures = 0): void {
    if (closed) return;
    let settled;
    try {
      settled = store.transaction(() => settle(store, row, result, clock.now()));
    } catch (error) {
      log.error('The outbox cannot record a result; it tries again', { id: row.id, cause: words(error) });
      clock.after(retryDelay(policy, failures + 1, random) + policy.base, () => {
        finish(row, result, failures + 1);
      });
      return;
    }
    if (settled.state === 'queued') {
      notBefore.set(row.seq, clock.monotonic() + retryDelay(policy, settled.attempts, random));
    }
    if (result.kind === 'unknown') strays.gaveUp(row);
    log.info('A delivery came to an end', { id: row.id, result: result.kind, attempt: row.attempts });
    underWay.delete(row.call_id);
    rest(row);
    onChange();
    pump();
  }

  function rest(row: SubmissionRow): void {
    const now = clock.monotonic();
    for (const [callId, { until }] of rests) if (until <= now) rests.delete(callId);
    rests.set(row.call_id, { after: row.seq, until: now + REST });
  }

  function restOf(row: SubmissionRow): number {
    const last = rests.get(row.call_id);
    return last === undefined || last.after === row.seq ? -Infinity : last.until;
  }

  /** @returns the instant, by LCM's clock, at which the next waiting callback passes, or Infinity */
  function holdPassedCallbacks(): number {
    for (;;) {
      const row = store.nextWaitingCallback();
      if (row === null) return Infinity;
      const until = row.callback_until ?? Infinity;
      if (until >= lcmNow()) return until + 1;
      hold(row, 'callbackPassed');
    }
  }

  function hold(row: SubmissionRow, code: 'unreadable' | 'callbackPassed'): void {
    const at = clock.now();
    store.transaction(() => {
      giveWay(store, store.move(row, 'held', { at, detail: { code }, reason: { code } }), at);
    });
    log.warn('A submission is held', { id: row.id, code });
    onChange();
  }

  return {
    linkUp(spread) {
      up = true;
      notBefore.clear();
      resumeAt = clock.monotonic() + (spread ? random() * SPREAD : 0);
      pump();
    },
    linkDown() {
      up = false;
      pump();
    },
    poke: pump,
    hurry(row) {
      if (row === null) notBefore.clear();
      else notBefore.delete(row.seq);
      resumeAt = 0;
      pump();
    },
    heardLate(candidates) {
      const awaited = candidates.filter((row) => strays.isAwaited(row));
      const last = awaited.at(-1);
      if (last !== undefined) rest(last);
      return awaited;
    },
    nextTryAt(row) {
      if (!up || row.state !== 'queued') return null;
      const wait = Math.max(notBefore.get(row.seq) ?? 0, resumeAt) - clock.monotonic();
      return wait > 0 ? Math.round(clock.now() + wait) : null;
    },
    close() {
      closed = true;
      cancelTimer();
    },
  };
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
