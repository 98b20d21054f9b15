import type { Clock } from '#main/base/clock.ts';
import { NotSavedError, type NotSavedReason } from '#main/database/errors.ts';
import type { Log } from '#main/base/log.ts';
import type { Steps } from '#shared/steps/steps.ts';
import { retryDelay, type RetryPolicy } from '#main/base/retry-policy.ts';
import { errorWords } from '#main/base/error-words.ts';
import { giveWay, settle, type DeliveryResult, type Send } from './delivery.ts';
import { createSendUntilOwn, type Marked } from './own-reply.ts';
import { createPace } from './pace.ts';
import { createReadAhead } from './read-ahead.ts';
import { laneOf, type SubmissionBody, type SubmissionRow } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import type { ThisMachine } from '../this-machine.ts';
import { createStrayReplies } from './stray-replies.ts';

/** How often to look for passed callbacks at least, since somebody may set the clock, in milliseconds. */
const CALLBACK_CHECK = 60_000;

/** An answer waits at most this long for its turn, if what is sent next is marked, in milliseconds. */
const GATHER = 5;

/** After how many turns that failed in a row the agent is told. After the first, a damaged or dead file may be put right. */
const TOLD_AFTER = 2;

/** Between the steps of the preparation, in milliseconds: what waits is sent meanwhile, and must not wait for them. */
const PAUSE = 25;

/**
 * Sends submissions from the store to LCM. It sends the submissions of a call and kind one at a time in the order
 * they were saved, a few at once, and never gives up. Only the store's state outlives the process.
 *
 * It works in turns. In one transaction, a turn records the answers that came since the last turn and marks the next
 * submissions as under way. It sends them once that is on disk. So it waits for the disk once a turn, not twice a
 * submission, and the next start knows of everything that may have been sent.
 *
 * While LCM answers quickly, a turn marks a few more than it sends. They are sent as soon as answers come, before the next
 * turn waits for the disk (docs/decisions/0074-marked-ahead.md).
 */
export interface Courier {
  linkUp(spread: boolean): void;
  linkDown(): void;
  /** Something may be ready. Takes a turn now. */
  poke(): void;
  /**
   * Something may be ready. Answers the caller before it takes a turn: a turn waits for the disk, and the agent need
   * not wait for that.
   */
  pokeSoon(): void;
  /** Forgets the waiting time of one submission, or of all (null), and tries at once. */
  hurry(row: SubmissionRow | null): void;
  /**
   * A reply came after its try was given up.
   *
   * @param candidates the submissions that it may answer, oldest first
   * @returns the candidates that may still get a reply
   */
  noteLateReply(candidates: readonly SubmissionRow[]): SubmissionRow[];
  /**
   * What of a call is marked as under way and not sent yet waits again, so that it can be corrected as all that waits.
   *
   * @returns whether there was any
   * @throws NotSavedError
   */
  putBack(callId: string): boolean;
  /** A submission was added or moved, maybe by the courier itself. */
  touched(): void;
  /** When a queued submission is tried next, by the wall clock; null if that is not known. */
  nextTryAt(row: SubmissionRow): number | null;
  /** Recovers once more what the last run left. What this run sends stays under way. */
  prepareAgain(): void;
  /** Sends nothing more, and no longer waits for what is under way. What is only marked waits again, if that can be saved. */
  close(): void;
}

interface Answer {
  readonly row: SubmissionRow;
  readonly result: DeliveryResult;
  /** How often recording it failed. */
  readonly failures: number;
}

/** What a turn does, and when the next is due: `nextTry` on the monotonic clock, `nextCallback` on LCM's. */
interface Turn {
  /** LCM's time at its beginning. Asked once, since that reads the machine's uptime. */
  readonly lcmTime: number;
  readonly marked: Marked[];
  /** What an earlier turn marked, and is still to be sent. */
  kept: readonly Marked[];
  changed: boolean;
  /** Whether submissions only were sent, and acknowledged. */
  isDelivering: boolean;
  nextTry: number;
  nextCallback: number;
}

export function createCourier(deps: {
  store: DeliveryStore;
  /**
   * Recovers what the last run left. Called before anything is sent, and again until it succeeds. Nothing is sent before its
   * first step; for the others, nobody has to wait.
   */
  prepare: (isUnderWay: (row: SubmissionRow) => boolean) => Steps<void>;
  send: Send;
  clock: Clock;
  /** The time that decides whether a callback has passed, in milliseconds since the epoch. */
  lcmNow: () => number;
  log: Log;
  policy: RetryPolicy;
  maxInFlight: number;
  random: () => number;
  /** What was saved on another machine is held, until its agent says where it is sent from. */
  machine: ThisMachine;
  /** Whether the link may carry what this agent entered. What it may not carry waits. */
  carries: (agent: string) => boolean;
  /** Runs something after the event loop has answered the caller. */
  soon: (run: () => void) => void;
  /** @param isDelivering whether submissions only were sent, and acknowledged */
  onChange: (isDelivering: boolean) => void;
  /** Nothing is sent, because it cannot be recorded: why; null once it can be again. */
  onHeldUp: (why: NotSavedReason | null) => void;
}): Courier {
  const { store, prepare, send, clock, lcmNow, log, policy, maxInFlight, random, soon, onChange, onHeldUp } =
    deps;
  const { machine, carries } = deps;
  const pace = createPace(clock, policy, maxInFlight, random);
  const strays = createStrayReplies(store, clock);
  const ahead = createReadAhead(store);
  const sendUntilOwn = createSendUntilOwn({ send, pace, clock, log, isClosed: () => closed });
  /** By lane (`laneOf`): the submission that is marked as under way and whose result is not recorded yet, by its `seq`. */
  let underWay = new Map<string, number>();
  /** Those of them that are not sent yet, in their order. */
  let loaded: readonly Marked[] = [];
  let answers: Answer[] = [];
  /** Answers came together, and nothing was done about them yet. */
  let answered = false;
  let failedWrites = 0;
  let up = false;
  let closed = false;
  let prepared = false;
  /** What is left of the preparation. */
  let preparing: Steps<void> | null = null;
  /** Counts the submissions that were added or moved. */
  let moves = 0;
  let pumping = false;
  let inTurn = false;
  let again = false;
  let poked = false;
  let cancelTimer: () => void = () => {};

  /** Takes a turn, sends, and sets the timer for the next turn. */
  function pump(): void {
    if (closed) return;
    if (pumping) {
      // A listener of a change called it again.
      again = true;
      return;
    }
    pumping = true;
    cancelTimer();
    try {
      if (!prepared) {
        const steps = prepare((row) => underWay.get(laneOf(row)) === row.seq);
        preparing = steps.next().done === true ? null : steps;
        if (preparing !== null) clock.after(PAUSE, prepareOn);
      }
      prepared = true;
      const { lcmTime, marked, kept, changed, isDelivering, nextTry, nextCallback } = takeTurn();
      if (changed) {
        if (failedWrites >= TOLD_AFTER) onHeldUp(null);
        failedWrites = 0;
      }
      loaded = [...kept, ...marked];
      sendLoaded();
      const delay = Math.min(nextTry - clock.monotonic(), nextCallback - lcmTime, CALLBACK_CHECK);
      if (Math.min(nextTry, nextCallback) < Infinity) cancelTimer = clock.after(Math.max(delay, 0), pump);
      if (changed) onChange(isDelivering);
      // Otherwise nothing else can be sent, as far as is known.
      if (marked.length > 0 && underWay.size >= pace.width()) soon(readAhead);
    } catch (error) {
      // The disk is full or failing. What cannot be recorded must not be sent, so it tries again later.
      failedWrites += 1;
      log.error('The outbox cannot record a delivery; it waits', { cause: errorWords(error) });
      if (failedWrites >= TOLD_AFTER && error instanceof NotSavedError) onHeldUp(error.reason);
      cancelTimer = clock.after(retryDelay(policy, failedWrites, random) + policy.base, pump);
    } finally {
      pumping = false;
    }
    if (again) {
      again = false;
      pump();
    }
  }

  function prepareOn(): void {
    if (closed || preparing === null) return;
    const before = moves;
    ahead.forget();
    try {
      if (preparing.next().done === true) preparing = null;
      else clock.after(PAUSE, prepareOn);
    } catch {
      // The next turn begins anew, and tells what is wrong.
      prepared = false;
      pump();
    }
    if (moves > before) onChange(false);
  }

  /** While LCM answers, what is sent next is read and opened. If that fails, the next turn tries it and tells. */
  function readAhead(): void {
    if (closed || !up) return;
    try {
      ahead.fill(pace.width());
    } catch {
      ahead.forget();
    }
  }

  /** Whether what is marked may be sent before the next turn. */
  function isAhead(): boolean {
    const now = clock.monotonic();
    const isQuick = up && failedWrites === 0 && pace.quickUntil() > now && pace.resumesAt() <= now;
    return isQuick && loaded.every(({ row }) => carries(row.agent));
  }

  /** Sends what is marked until as many wait for LCM as may. @returns whether there was any */
  function sendLoaded(): boolean {
    const inFlight = underWay.size - loaded.length - answers.length;
    const sent = loaded.slice(0, Math.max(pace.width() - inFlight, 0));
    loaded = loaded.slice(sent.length);
    for (const one of sent) void deliver(one);
    return sent.length > 0;
  }

  /** @throws NotSavedError if it cannot be written; then nothing changed, and the next turn records the answers */
  function takeTurn(): Turn {
    const taken = answers;
    const before = new Map(underWay);
    const turn: Turn = {
      lcmTime: lcmNow(),
      marked: [],
      kept: [],
      changed: taken.length > 0,
      isDelivering: taken.every(({ result }) => result.kind === 'delivered'),
      nextTry: Infinity,
      nextCallback: Infinity,
    };
    answers = [];
    inTurn = true;
    try {
      store.transaction(() => {
        for (const answer of taken) record(answer);
        // An answer may just have shown that LCM is under strain.
        if (isAhead()) turn.kept = loaded;
        else for (const { row } of loaded) alone(row, () => requeue(row));
        if (turn.kept.length < loaded.length) turn.changed = true;
        holdPassedCallbacks(turn);
        if (up) markReady(turn);
      });
    } catch (error) {
      answers = [...taken, ...answers];
      underWay = before;
      ahead.forget();
      throw error;
    } finally {
      inTurn = false;
    }
    return turn;
  }

  /** Marks what can be sent until the width is reached. If it is not reached, notes when more can be tried. */
  function markReady(turn: Turn): void {
    const now = clock.monotonic();
    if (now < pace.resumesAt()) {
      turn.nextTry = pace.resumesAt();
      return;
    }
    let earliest = Infinity;
    const width = pace.width();
    const most = pace.quickUntil() > now ? width * 2 : width;
    turn.nextTry = most > width ? pace.quickUntil() : Infinity;
    if (underWay.size >= most) return;
    for (const { row, open } of ahead.ready(most - underWay.size)) {
      const { size } = underWay;
      if (size >= width && !isForAhead(row, turn.lcmTime)) return;
      if (pace.dueAt(row) <= now) mark(row, open, turn);
      if (underWay.size >= most || (size >= width && underWay.size === size)) return;
      // Read again, since `mark` may have postponed it.
      const due = pace.dueAt(row);
      if (due > now) earliest = Math.min(earliest, due);
    }
    turn.nextTry = Math.min(turn.nextTry, earliest);
  }

  function mark(row: SubmissionRow, open: () => SubmissionBody | null, turn: Turn): void {
    if (underWay.has(laneOf(row)) || !carries(row.agent)) return;
    if (!machine.isHere(row.machine)) {
      hold(row, 'otherComputer', turn);
      // What waited for it may go now.
      again = true;
      return;
    }
    const body = open();
    if (body === null) {
      hold(row, 'unreadable', turn);
      return;
    }
    const { count, waitUntil } = ahead.hasUnanswered() ? strays.toOthers(row) : NO_STRAYS;
    if (waitUntil > 0) {
      pace.postponeUntil(row, waitUntil);
      return;
    }
    // Its reply may be another's: it is sent in its turn.
    if (count > 0 && underWay.size >= pace.width()) return;
    const change = {
      at: clock.now(),
      detail: { code: 'sent' },
      attempts: row.attempts + 1,
      machine: row.machine ?? machine.mark,
    } as const;
    const moved = alone(row, () => store.move(row, 'sending', change));
    if (moved === null) {
      ahead.forget();
      pace.postpone(row);
      return;
    }
    underWay.set(laneOf(row), row.seq);
    ahead.remove(row);
    turn.marked.push({ row: moved, body, strayReplies: count });
    turn.changed = true;
  }

  async function deliver(marked: Marked): Promise<void> {
    take({ row: marked.row, result: await sendUntilOwn(marked), failures: 0 });
  }

  /** Keeps an answer for the next turn, which starts once all answers that arrived together are read. */
  function take(answer: Answer): void {
    if (closed) return;
    answers.push(answer);
    if (!answered) process.nextTick(goOn);
    answered = true;
  }

  /** Answers came. What is marked goes first, and is on its way before the turn waits for the disk. */
  function goOn(): void {
    answered = false;
    if (closed) return;
    if (!isAhead() || !sendLoaded()) {
      pump();
    } else if (loaded.length * 2 > pace.width()) {
      // There is enough for the next answers: a turn may take several.
      cancelTimer();
      cancelTimer = clock.after(GATHER, pump);
    } else {
      soon(() => {
        if (answers.length > 0) pump();
      });
    }
  }

  /** Records an answer. If recording fails for this answer alone, it is tried again later. */
  function record({ row, result, failures }: Answer): void {
    const settled = alone(row, () => settle(store, row, result, clock.now()));
    if (settled === null) {
      clock.after(retryDelay(policy, failures + 1, random) + policy.base, () => {
        take({ row, result, failures: failures + 1 });
      });
      return;
    }
    underWay.delete(laneOf(row));
    // What was saved later for its call may go now, also before what was read already.
    if (result.kind !== 'delivered' || store.isFollowed(row)) ahead.forget();
    if (settled.state === 'queued') pace.postpone(settled);
    if (result.kind === 'unknown') pace.unanswered(row, result.cause === 'link-lost');
    if (result.kind === 'unknown' || row.unanswered > 0) strays.noteUnanswered(row);
    pace.rest(row);
    log.info('A delivery came to an end', { id: row.id, result: result.kind, attempt: row.attempts });
  }

  /** @returns null if the work failed for this submission alone: the turn goes on without it, and its call waits */
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

  /** What is marked and was not sent waits again, as if it had not been marked. Must run within a transaction. */
  function requeue(row: SubmissionRow): SubmissionRow {
    const change = { at: clock.now(), detail: { code: 'notSentYet' }, attempts: row.attempts - 1 } as const;
    const moved = store.move(row, 'queued', change);
    underWay.delete(laneOf(row));
    // It goes before what was read since.
    ahead.forget();
    return moved;
  }

  /** @throws NotSavedError */
  function putBack(which: (row: SubmissionRow) => boolean): boolean {
    const back = loaded.filter(({ row }) => which(row));
    if (back.length === 0) return false;
    const before = new Map(underWay);
    try {
      store.transaction(() => {
        for (const { row } of back) requeue(row);
      });
    } catch (error) {
      underWay = before;
      throw error;
    }
    loaded = loaded.filter((one) => !back.includes(one));
    return true;
  }

  function holdPassedCallbacks(turn: Turn): void {
    for (;;) {
      if (ahead.callbackUntil !== null && ahead.callbackUntil >= turn.lcmTime) {
        turn.nextCallback = ahead.callbackUntil + 1;
        return;
      }
      const row = store.nextWaitingCallback();
      const until = row?.callback_until ?? Infinity;
      ahead.callbackUntil = until;
      if (row === null || until >= turn.lcmTime) {
        turn.nextCallback = until + 1;
        return;
      }
      hold(row, 'callbackPassed', turn);
    }
  }

  function hold(
    row: SubmissionRow,
    code: 'unreadable' | 'callbackPassed' | 'otherComputer',
    turn: Turn,
  ): void {
    const at = clock.now();
    ahead.forget();
    giveWay(store, store.move(row, 'held', { at, detail: { code }, reason: { code } }), at);
    turn.changed = true;
    turn.isDelivering = false;
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
      ahead.forget();
      pump();
    },
    poke: pump,
    touched() {
      moves += 1;
      if (!inTurn) ahead.forget();
    },
    prepareAgain() {
      prepared = false;
      ahead.forget();
      // Whether they are still marked is not known. If so, they are recovered as what may have been sent.
      for (const { row } of loaded) underWay.delete(laneOf(row));
      loaded = [];
      pump();
    },
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
      ahead.forget();
      const awaited = candidates.filter((row) => strays.isAwaited(row));
      const last = awaited.at(-1);
      if (last !== undefined) {
        pace.rest(last);
        pace.answeredLate(last);
      }
      return awaited;
    },
    putBack: (callId) => putBack((row) => row.call_id === callId),
    nextTryAt(row) {
      if (!up || row.state !== 'queued' || !carries(row.agent)) return null;
      const wait = Math.max(pace.dueAt(row), pace.resumesAt()) - clock.monotonic();
      return wait > 0 ? Math.round(clock.now() + wait) : null;
    },
    close() {
      closed = true;
      cancelTimer();
      try {
        putBack(() => true);
      } catch (error) {
        log.error('What was not sent yet counts as sent', { cause: errorWords(error) });
      }
    },
  };
}

/** A callback with less time than this is not marked ahead: it may pass before the next start, which then would not ask. */
const TIME_LEFT = 3_600_000;

/** Whether it may be marked before it can be sent. After a kill, what is marked counts as sent. */
function isForAhead({ attempts, callback_until: until }: SubmissionRow, lcmTime: number): boolean {
  return attempts === 0 && (until === null || until > lcmTime + TIME_LEFT);
}

/** No reply to an earlier try may come. */
const NO_STRAYS = { count: 0, waitUntil: 0 };
