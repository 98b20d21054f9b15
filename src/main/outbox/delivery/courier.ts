import type { Clock } from '#main/base/clock.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { Log } from '#main/base/log.ts';
import { retryDelay, type RetryPolicy } from '#main/base/retry-policy.ts';
import { errorWords } from '#main/base/error-words.ts';
import { giveWay, settle, type DeliveryResult, type Send } from './delivery.ts';
import { createPace, REST } from './pace.ts';
import type { DeliveryStore, SubmissionBody, SubmissionRow } from '../store.ts';
import { createStrayReplies } from './stray-replies.ts';

/** The most submissions that are looked at in one read while choosing the next. */
const LARGEST_PAGE = 256;

/** Passed callbacks are looked for at least this often, since a clock may be set, in milliseconds. */
const CALLBACK_CHECK = 60_000;

/**
 * Takes submissions from the store to LCM: one at a time for each call, in the order they were saved, a few calls at
 * once, for ever. Its only lasting state is the store's.
 *
 * It works in turns, each one transaction: whatever was answered since the last is recorded, and whatever can go next
 * is marked as under way; what is marked is sent once that is on disk. So the disk is waited for once a turn, not
 * twice a submission, and nothing is ever sent that a later start would not know of.
 */
export interface Courier {
  linkUp(spread: boolean): void;
  linkDown(): void;
  /** Something may be ready now. */
  poke(): void;
  /**
   * Something may be ready, but the caller is answered first: marking a submission as under way waits for the disk, and
   * the agent need not wait for that.
   */
  pokeSoon(): void;
  /** Forgets the waiting time of one submission, or with null of all, and goes on at once. */
  hurry(row: SubmissionRow | null): void;
  /**
   * A reply came after its try was given up.
   *
   * @param candidates the submissions it may belong to, oldest first
   * @returns those of them to which a reply may still come
   */
  noteLateReply(candidates: readonly SubmissionRow[]): SubmissionRow[];
  /** When a queued submission is tried next, by the wall clock, where that is known. */
  nextTryAt(row: SubmissionRow): number | null;
  /** Takes up nothing more; what is under way is no longer waited for. */
  close(): void;
}

/** A submission that is marked as under way. */
interface Marked {
  readonly row: SubmissionRow;
  readonly body: SubmissionBody;
  /** How many of the replies that come may answer an earlier submission. */
  readonly strayReplies: number;
}

interface Answer {
  readonly row: SubmissionRow;
  readonly result: DeliveryResult;
  /** How often it could not be recorded. */
  readonly failures: number;
}

/** What a turn does, and when there is something to do next: on the monotonic clock, and on LCM's. */
interface Turn {
  readonly marked: Marked[];
  changed: boolean;
  nextTry: number;
  nextCallback: number;
}

export function createCourier(deps: {
  store: DeliveryStore;
  /** Puts right what the last run left; called before anything is sent, and again until it succeeds. */
  prepare: () => void;
  send: Send;
  clock: Clock;
  /** By what callbacks are judged, in milliseconds since the epoch. */
  lcmNow: () => number;
  log: Log;
  policy: RetryPolicy;
  maxInFlight: number;
  random: () => number;
  /** Runs something once the event loop has answered whoever is waiting. */
  soon: (run: () => void) => void;
  onChange: () => void;
}): Courier {
  const { store, prepare, send, clock, lcmNow, log, policy, maxInFlight, random, soon, onChange } = deps;
  const pace = createPace(clock, policy, maxInFlight, random);
  const strays = createStrayReplies(store, clock);
  /** Calls with a submission that is marked as under way, until what became of it is recorded. */
  let underWay = new Set<string>();
  let answers: Answer[] = [];
  let failedWrites = 0;
  let up = false;
  let closed = false;
  let prepared = false;
  let pumping = false;
  let again = false;
  let poked = false;
  let cancelTimer: () => void = () => {};

  /** Takes a turn, sends, and sets the alarm for the next. */
  function pump(): void {
    if (closed) return;
    if (pumping) {
      // A listener of a change came back here.
      again = true;
      return;
    }
    pumping = true;
    cancelTimer();
    try {
      if (!prepared) prepare();
      prepared = true;
      const { marked, changed, nextTry, nextCallback } = takeTurn();
      if (changed) failedWrites = 0;
      const delay = Math.min(nextTry - clock.monotonic(), nextCallback - lcmNow(), CALLBACK_CHECK);
      if (Math.min(nextTry, nextCallback) < Infinity) cancelTimer = clock.after(Math.max(delay, 0), pump);
      for (const one of marked) void deliver(one);
      if (changed) onChange();
    } catch (error) {
      // The disk is full or failing: nothing may be sent that could not be recorded. Try again, do not fall over.
      failedWrites += 1;
      log.error('The outbox cannot record a delivery; it waits', { cause: errorWords(error) });
      cancelTimer = clock.after(retryDelay(policy, failedWrites, random) + policy.base, pump);
    } finally {
      pumping = false;
    }
    if (again) {
      again = false;
      pump();
    }
  }

  /** @throws NotSavedError where it cannot be written; then nothing changed, and the answers are kept for the next */
  function takeTurn(): Turn {
    const answered = answers;
    const before = new Set(underWay);
    const turn: Turn = {
      marked: [],
      changed: answered.length > 0,
      nextTry: Infinity,
      nextCallback: Infinity,
    };
    answers = [];
    try {
      store.transaction(() => {
        for (const answer of answered) record(answer);
        holdPassedCallbacks(turn);
        if (up) markReady(turn);
      });
    } catch (error) {
      answers = [...answered, ...answers];
      underWay = before;
      throw error;
    }
    return turn;
  }

  /** Marks whatever can go, as far as there is room; where room is left, notes when more can be tried. */
  function markReady(turn: Turn): void {
    const now = clock.monotonic();
    if (now < pace.resumesAt()) {
      turn.nextTry = pace.resumesAt();
      return;
    }
    let earliest = Infinity;
    let after = 0;
    // Mostly the first rows will do. Where many wait for another try, more are read, and more at a time.
    const width = pace.width();
    for (let page = width - underWay.size; underWay.size < width; page = nextPage(page)) {
      const rows = store.ready(after, page);
      for (const row of rows) {
        after = row.seq;
        if (pace.dueAt(row) <= now) mark(row, turn);
        // Asked once more: marking may have found that it has to wait.
        const due = pace.dueAt(row);
        if (due > now) earliest = Math.min(earliest, due);
        if (underWay.size >= width) return;
      }
      if (rows.length < page) break;
    }
    turn.nextTry = earliest;
  }

  function mark(row: SubmissionRow, turn: Turn): void {
    if (underWay.has(row.call_id)) return;
    const body = store.bodyIfReadable(row);
    if (body === null) {
      hold(row, 'unreadable', turn);
      return;
    }
    const { count, waitUntil } = strays.toEarlier(row);
    if (waitUntil > 0) {
      pace.postponeUntil(row, waitUntil);
      return;
    }
    const change = { at: clock.now(), detail: { code: 'sent' }, attempts: row.attempts + 1 } as const;
    const moved = alone(row, () => store.move(row, 'sending', change));
    if (moved === null) {
      pace.postpone(row);
      return;
    }
    underWay.add(row.call_id);
    turn.marked.push({ row: moved, body, strayReplies: count });
    turn.changed = true;
  }

  /** Sends until one verdict has come more often than there may be stray replies: one of them is then its own. */
  async function deliver({ row, body, strayReplies }: Marked): Promise<void> {
    const verdicts = { delivered: 0, refused: 0 };
    for (;;) {
      const sentAt = clock.monotonic();
      const result = await trySend(row, body);
      if (result.kind === 'unknown' || result.kind === 'unsent') {
        const wentOut = verdicts.delivered + verdicts.refused > 0;
        const end = wentOut ? ({ kind: 'unknown', cause: result.cause } as const) : result;
        take({ row, result: end, failures: 0 });
        return;
      }
      pace.answered(row, clock.monotonic() - sentAt);
      verdicts[result.kind] += 1;
      if (verdicts[result.kind] > strayReplies) {
        take({ row, result, failures: 0 });
        return;
      }
      await new Promise<void>((resolve) => clock.after(REST, resolve));
      if (closed) return;
    }
  }

  async function trySend(row: SubmissionRow, body: SubmissionBody): Promise<DeliveryResult> {
    try {
      return await send(row.lcm_call, body.data);
    } catch (error) {
      log.error('A delivery failed in an unforeseen way', { id: row.id, cause: errorWords(error) });
      return { kind: 'unknown', cause: 'send-failed' };
    }
  }

  /** Keeps an answer for the next turn, which comes once all that arrived together is read. */
  function take(answer: Answer): void {
    if (closed) return;
    answers.push(answer);
    if (answers.length === 1) process.nextTick(pump);
  }

  /** Records an answer; one that cannot be recorded for a reason of its own is taken again later. */
  function record({ row, result, failures }: Answer): void {
    const settled = alone(row, () => settle(store, row, result, clock.now()));
    if (settled === null) {
      clock.after(retryDelay(policy, failures + 1, random) + policy.base, () => {
        take({ row, result, failures: failures + 1 });
      });
      return;
    }
    underWay.delete(row.call_id);
    if (settled.state === 'queued') pace.postpone(settled);
    if (result.kind === 'unknown') pace.unanswered(row);
    if (result.kind === 'unknown' || row.unanswered > 0) strays.noteUnanswered(row);
    pace.rest(row);
    log.info('A delivery came to an end', { id: row.id, result: result.kind, attempt: row.attempts });
  }

  /** @returns null where this one failed for a reason of its own: the turn goes on without it, its call waits */
  function alone<T>(row: SubmissionRow, work: () => T): T | null {
    try {
      return store.transaction(work);
    } catch (error) {
      if (error instanceof NotSavedError) throw error;
      log.error('A submission cannot be moved; it is tried again later', {
        id: row.id,
        cause: errorWords(error),
      });
      return null;
    }
  }

  function holdPassedCallbacks(turn: Turn): void {
    for (;;) {
      const row = store.nextWaitingCallback();
      const until = row?.callback_until ?? Infinity;
      if (row === null || until >= lcmNow()) {
        turn.nextCallback = until + 1;
        return;
      }
      hold(row, 'callbackPassed', turn);
    }
  }

  function hold(row: SubmissionRow, code: 'unreadable' | 'callbackPassed', turn: Turn): void {
    const at = clock.now();
    giveWay(store, store.move(row, 'held', { at, detail: { code }, reason: { code } }), at);
    turn.changed = true;
    log.warn('A submission is held', { id: row.id, code });
  }

  return {
    linkUp(spread) {
      up = true;
      pace.resume(spread);
      pump();
    },
    linkDown() {
      up = false;
      pump();
    },
    poke: pump,
    pokeSoon() {
      if (poked) return;
      poked = true;
      soon(() => {
        poked = false;
        pump();
      });
    },
    hurry(row) {
      pace.hurry(row);
      pump();
    },
    noteLateReply(candidates) {
      const awaited = candidates.filter((row) => strays.isAwaited(row));
      const last = awaited.at(-1);
      if (last !== undefined) {
        pace.rest(last);
        pace.answeredLate(last);
      }
      return awaited;
    },
    nextTryAt(row) {
      if (!up || row.state !== 'queued') return null;
      const wait = Math.max(pace.dueAt(row), pace.resumesAt()) - clock.monotonic();
      return wait > 0 ? Math.round(clock.now() + wait) : null;
    },
    close() {
      closed = true;
      cancelTimer();
    },
  };
}

function nextPage(page: number): number {
  return Math.min(page * 4, LARGEST_PAGE);
}
