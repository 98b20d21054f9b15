import { v7 } from 'uuid';
import { createCallRows } from '#main/calls/call-rows.ts';
import type { Clock } from '#main/base/clock.ts';
import type { ChangedText } from '#main/database/changed-texts.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { NotFoundError, type NotSavedReason } from '#main/database/errors.ts';
import type { Log } from '#main/base/log.ts';
import type { RetryPolicy } from '#main/base/retry-policy.ts';
import { createRandomDraws } from '#main/base/random-draws.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { allAtOnce, type Steps } from '#shared/steps/steps.ts';
import type { Viewer } from '#main/base/viewer.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { BookedCallback } from '#shared/callback/callback-clash.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import type { OutboxSummary } from '#shared/contract/app-state.ts';
import type { ElsewhereAnswer } from '#shared/contract/requests/outbox.ts';
import { reason, type ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import type { Draft } from '#shared/draft/draft.ts';
import { KINDS, kindOf } from '#shared/wrapup/submission-kind.ts';
import type { ListedSubmission, SubmissionState, SubmissionView } from '#shared/wrapup/submission.ts';
import { bookedBeside, createBookedCallbacks, LONGEST_RANGE, type BookedWrapUp } from './booked-callbacks.ts';
import { beginCorrection, releaseEdited, supersedeEarlier } from './correction.ts';
import { createCourier } from './delivery/courier.ts';
import { answerElsewhere } from './delivery/elsewhere.ts';
import type { DeliveryResult, Send } from './delivery/delivery.ts';
import { createHistory, type History } from './history/history.ts';
import { createHistoryRows } from './history/history-rows.ts';
import { settleLateReply } from './delivery/late-reply.ts';
import { recover } from './delivery/recovery.ts';
import { isOverwritten } from './replaced.ts';
import type { CampaignName, SubmissionRow } from './rows.ts';
import { SubmissionStore } from './store.ts';
import { thisMachine, type ThisMachine } from './this-machine.ts';
import { NotAllowedError } from './transitions.ts';
import { summarize, toView, type SubmissionTexts } from './view.ts';

/** A finished wrap-up, or another submission: `kindOf` its LCM call says which. Instants are milliseconds since the epoch. */
export interface NewSubmission {
  readonly callId: string;
  readonly lcmKey: string;
  readonly agent: string;
  readonly call: SetCallName;
  /** The other campaign of the contact that it is about, with the LCM key above; absent for the call's own. */
  readonly otherCampaign?: CampaignName;
  /** Every try sends exactly this to LCM. */
  readonly data: JsonObject;
  readonly summary: string;
  readonly comment: string;
  /** The number that the call was with, if it is known: earlier calls with it can be found. */
  readonly number?: string;
  /** What the agent had entered; null if it is no wrap-up. */
  readonly draft: Draft | null;
  readonly callbackAt: number | null;
  readonly callbackUntil: number | null;
  readonly callbackZone: string | null;
  /** The machine's zone when the wrap-up was made. */
  readonly zone: string;
  /** The after-call limit submitted it, not the agent. */
  readonly byLimit?: true;
}

/** The durable queue of submissions. When a method returns, its changes are on disk. */
export interface Outbox {
  /**
   * Saves a submission. In one transaction, it supersedes the agent's earlier submissions of the call and kind that it
   * replaces and that were never sent. If it is a wrap-up, it also deletes the draft and marks the call as wrapped up.
   *
   * @throws NotSavedError; then nothing changed
   */
  submit(input: NewSubmission): SubmissionView;
  /** The same for what belongs together: all of it is saved, in this order and in one transaction, or nothing. */
  submitAll(inputs: readonly NewSubmission[]): SubmissionView[];
  view(id: string): SubmissionView | null;
  /** The latest wrap-up of the call. */
  latestForCall(callId: string): SubmissionView | null;
  /** The id of the call that was wrapped up last, whatever the clock said; null if there is none. */
  lastWrappedUp(): string | null;
  /** The latest field edits of a call that were neither superseded nor discarded, oldest first; at most 50. */
  fieldEdits(callId: string): SubmissionView[];
  /** The latest do-not-calls of a call that were not discarded, oldest first; at most 50. */
  doNotCalls(callId: string): SubmissionView[];
  /** Newest first. */
  list(query: { states: SubmissionState[]; offset: number; limit: number }): {
    total: number;
    items: ListedSubmission[];
  };
  summary(): OutboxSummary;
  /** The first callback to expire of those that wait and certainly never reached LCM; null if none can be read. */
  waitingCallback(): { readonly callId: string; readonly lcmKey: string } | null;
  /**
   * Tries all waiting submissions now (null), or one that is waiting, refused or held.
   *
   * @throws NotFoundError, NotAllowedError, NotSavedError
   */
  retry(id: string | null): void;
  /**
   * Begins a correction of a wrap-up that is not delivered; see `beginCorrection`. What waits is held until the next
   * submission, or until the correction is cancelled or the call is closed.
   *
   * @throws NotFoundError, NotAllowedError, NotSavedError
   */
  edit(id: string): { callId: string };
  /**
   * Begins a correction of the latest wrap-up of a call, delivered or not. If all were discarded, the call is to be wrapped
   * up again.
   *
   * @throws NotFoundError if the call is not known, NotAllowedError, NotSavedError
   */
  correct(callId: string): { callId: string };
  /** Ends the viewer's correction of a call: all is as it was before. @throws NotSavedError */
  cancelCorrection(callId: string): void;
  /** Whether LCM has acknowledged that submission and the plan says exactly what it says. */
  isDelivered(id: string, plan: Pick<NewSubmission, 'call' | 'data'>): boolean;
  /** The last submission of a call for another campaign of the contact, named by its LCM key there. */
  latestForCampaign(callId: string, lcmKey: string): SubmissionView | null;
  /** The edit of this call was closed without a new submission. What was held for it is queued again, unchanged. */
  release(callId: string): void;
  /** @throws NotFoundError, NotAllowedError, NotSavedError */
  discard(id: string, reason: string): void;
  /**
   * What the viewer says of all of theirs that is held because it was saved on another machine: it is sent from here, or it was
   * sent there and ends here.
   *
   * @throws NotSavedError
   */
  answerElsewhere(answer: ElsewhereAnswer): void;
  readonly history: History;
  /** Reads the viewer's callbacks that begin after `since`, the first one first; see `createBookedCallbacks`. */
  booked(since: number): Steps<BookedWrapUp[]>;
  /** The viewer's callbacks to come, without those of the contact of this call. */
  bookedBeside(call: { readonly callId: string; readonly lcmKey: string }): BookedCallback[];
  /**
   * A reply came to a request that was given up. It settles the submission that it answers, if that is certain.
   *
   * @param callId `NO_CALL` if such replies name none
   */
  settleLate(call: SetCallName, callId: string, result: DeliveryResult): void;
  /** LCM can be reached. With `spread` the first try waits a random moment, so that not all desktops try at once. */
  linkUp(spread: boolean): void;
  linkDown(): void;
  /** Puts back texts that no key opens here any more. @returns how many these were @throws NotSavedError */
  putBackTexts(changed: readonly ChangedText[]): number;
  /**
   * The indexes of the database were made again, or texts were put back. Recovers what the last run left and a faulty index
   * hid, and what was held because it could not be read.
   */
  recoverAgain(): void;
  /** The machine woke from sleep. All waiting times end. */
  wake(): void;
  readonly changed: Signal<void>;
  /** Told with `changed`, unless submissions only were sent, and acknowledged: what was booked may be something else. */
  readonly bookingsChanged: Signal<void>;
  /** The id of a call with a submission that was added or moved. The transaction may not be committed yet. */
  readonly callTouched: Signal<string>;
  /** Nothing is sent, because it cannot be recorded: why; null once it can be again. */
  readonly heldUp: Signal<NotSavedReason | null>;
  /** Stops sending. What is under way stays `sending`; the next start marks it unknown and sends it again. */
  close(): Promise<void>;
}

/** How many field edits or do-not-calls of a call are told at most. */
const MOST_OF_CALL = 50;

export function createOutbox(deps: {
  database: Database;
  cipher: Cipher;
  send: Send;
  clock: Clock;
  log: Log;
  /** LCM's clock decides whether a callback has passed. Without it, the machine's clock does. */
  lcmNow?: () => number;
  policy: RetryPolicy;
  /** How many submissions may be under way at once. */
  maxInFlight: number;
  /** The agent whose comments are shown and whose submissions may be edited or discarded. */
  viewer: Viewer;
  /** Left out, this machine cannot be told from others. */
  machine?: ThisMachine;
  /** Whether the link may carry what this agent entered; it may carry everything if left out. */
  carries?: (agent: string) => boolean;
  random?: () => number;
  /** Runs the delivery after a submit, so that the submit returns once it is on disk; `setImmediate` by default. */
  soon?: (run: () => void) => void;
  newId?: () => string;
}): Outbox {
  const { database, cipher, clock, log, newId = timeOrderedIds(), viewer } = deps;
  const lcmNow = deps.lcmNow ?? (() => clock.now());
  const { machine = thisMachine([]), carries = () => true } = deps;
  const complain = (error: unknown): void =>
    log.error('A listener of the outbox failed', { cause: errorWords(error) });
  const callTouched = createSignal<string>(complain);
  const store = new SubmissionStore(database, cipher, (callId) => {
    courier.touched();
    callTouched.emit(callId);
  });
  const calls = createCallRows(database, cipher, viewer);
  const changed: Signal<void> = createSignal(complain);
  const bookingsChanged: Signal<void> = createSignal(complain);
  const heldUp: Signal<NotSavedReason | null> = createSignal(complain);
  const changedNow = (): void => {
    changed.emit();
    bookingsChanged.emit();
  };
  const courier = createCourier({
    store,
    prepare: (isUnderWay) => recover({ store, calls, machine, clock, log }, isUnderWay),
    send: deps.send,
    clock,
    lcmNow,
    log,
    policy: deps.policy,
    maxInFlight: deps.maxInFlight,
    machine,
    carries,
    random: deps.random ?? Math.random,
    soon: deps.soon ?? setImmediate,
    onChange(isDelivering) {
      if (isDelivering) changed.emit();
      else changedNow();
    },
    onHeldUp: (why) => heldUp.emit(why),
  });
  courier.poke();

  function moved(): void {
    changedNow();
    courier.poke();
  }

  /** A submission that somebody is about to move. */
  function known(id: string): SubmissionRow {
    const row = store.find(id);
    if (row === null) throw new NotFoundError(`There is no submission ${id}`);
    return courier.putBack(row.call_id) ? known(id) : row;
  }

  /** @throws NotAllowedError if another agent entered it */
  function own(id: string): SubmissionRow {
    const row = known(id);
    if (!viewer.mayRead(row.agent)) throw new NotAllowedError(reason('othersWrapUp', { agent: row.agent }));
    return row;
  }

  function begin(row: SubmissionRow): { callId: string } {
    store.transaction(() => beginCorrection(store, calls, row, viewer.mayRead(row.agent), clock.now()));
    // The call is in the form, even if the submission itself did not move.
    callTouched.emit(row.call_id);
    moved();
    return { callId: row.call_id };
  }

  /** Whether it waits until its agent signs in. */
  const isLeft = (row: SubmissionRow): boolean => row.state === 'queued' && !carries(row.agent);

  function view(row: SubmissionRow, texts?: SubmissionTexts): SubmissionView {
    const shown = toView(store, row, courier.nextTryAt(row), !viewer.mayRead(row.agent), texts);
    return isLeft(row) ? { ...shown, reason: 'waitsForAgent' satisfies ReasonCode } : shown;
  }

  const viewOf = (row: SubmissionRow | null): SubmissionView | null => row && view(row);

  /** Saves one submission. Must run within a transaction. */
  function save(input: NewSubmission, at: number): { row: SubmissionRow; texts: SubmissionTexts } {
    const { callId, lcmKey, data, comment, otherCampaign, number, draft, byLimit } = input;
    const body = {
      lcmKey,
      data,
      comment,
      ...(otherCampaign && { campaign: otherCampaign }),
      ...(number && { number }),
      draft,
      ...(byLimit && { byLimit }),
    };
    const numbered = { ...input, campaign: otherCampaign ? store.campaignNumber(callId, lcmKey) : null };
    const { wrapsUp } = KINDS[kindOf(input.call, otherCampaign !== undefined)];
    const corrects = wrapsUp && (calls.drafts.own(callId)?.correcting ?? null) !== null;
    supersedeEarlier(store, numbered, at);
    if (wrapsUp) calls.markWrapped(callId, at);
    const code = corrects ? 'submittedCorrection' : byLimit ? 'submittedByLimit' : 'submitted';
    const made = { id: newId(), machine: machine.mark, madeAt: at, madeZone: input.zone };
    const row = store.insert({ ...numbered, ...made, body }, { code });
    return { row, texts: { summary: input.summary, body } };
  }

  function submitAll(inputs: readonly NewSubmission[]): SubmissionView[] {
    const at = clock.now();
    for (const { callId } of inputs) courier.putBack(callId);
    const saved = store.transaction(() => inputs.map((input) => save(input, at)));
    // Not read back from the database: once the submissions are on disk, nothing may fail any more.
    const views = saved.map(({ row, texts }) => view(row, texts));
    changedNow();
    courier.pokeSoon();
    return views;
  }

  function correct(callId: string): { callId: string } {
    courier.putBack(callId);
    const [latest] = store.lastOfCall(callId, 'disposition', 1);
    if (latest === undefined) {
      if (calls.find(callId) === null) throw new NotFoundError(`There is no wrap-up of call ${callId}`);
      store.transaction(() => calls.bringBack(callId, clock.now()));
      return { callId };
    }
    return begin(latest.state === 'delivered' ? latest : own(latest.id));
  }

  const history = createHistory({
    database,
    cipher,
    rows: createHistoryRows(database),
    store,
    calls,
    viewer,
    view,
    clock,
    zone: machineZone,
  });
  const booked = createBookedCallbacks({ database, store, calls, viewer });

  return {
    changed,
    bookingsChanged,
    callTouched,
    heldUp,
    booked,
    bookedBeside(call) {
      const now = lcmNow();
      return bookedBeside(allAtOnce(booked(now - LONGEST_RANGE)), call, now);
    },
    submit: (input) => submitAll([input])[0] as SubmissionView,
    submitAll,
    view: (id) => viewOf(store.find(id)),
    latestForCall: (callId) => viewOf(store.latestOfCall(callId)),
    lastWrappedUp: () => store.lastWrappedUp(),
    fieldEdits: (callId) => store.lastOfCall(callId, 'fieldEdit', MOST_OF_CALL).map((row) => view(row)),
    doNotCalls: (callId) => store.lastOfCall(callId, 'doNotCall', MOST_OF_CALL).map((row) => view(row)),
    list({ states, offset, limit }) {
      const items = store.list(states, offset, limit).map((row) => {
        const call = calls.find(row.call_id);
        return { ...view(row), contact: call === null ? null : calls.contactOf(call) };
      });
      return { total: store.count(states), items };
    },
    summary: () => summarize(store, viewer),
    waitingCallback() {
      const row = store.nextWaitingCallback();
      const body = row === null ? null : store.bodyIfReadable(row);
      return row === null || body === null ? null : { callId: row.call_id, lcmKey: body.lcmKey };
    },
    retry(id) {
      const row = id === null ? null : known(id);
      if (row?.state === 'sending') return;
      if (row !== null && isLeft(row)) throw new NotAllowedError(reason('waitsForAgent'));
      if (row !== null && row.state !== 'queued') {
        if (row.reason_code === 'callbackPassed' && (row.callback_until ?? Infinity) < lcmNow()) {
          throw new NotAllowedError(reason('timeHasPassed'));
        }
        if (isOverwritten(store, row)) throw new NotAllowedError(reason('movedOn', { state: 'superseded' }));
        store.transaction(() => {
          const change = { at: clock.now(), detail: { code: 'retried' }, reason: null } as const;
          store.move(row, 'queued', { ...change, machine: machine.mark });
        });
      }
      changedNow();
      courier.hurry(row);
    },
    edit(id) {
      const row = own(id);
      if (row.state === 'delivered') throw new NotAllowedError(reason('movedOn', { state: row.state }));
      // What was said to another campaign is corrected with the wrap-up that it was said with.
      return row.kind === 'otherCampaign' ? correct(row.call_id) : begin(row);
    },
    correct,
    cancelCorrection(callId) {
      if ((calls.find(callId)?.wrapped_at ?? null) === null) return;
      store.transaction(() => {
        if (calls.drafts.cancelCorrection(callId)) releaseEdited(store, callId, clock.now());
      });
      callTouched.emit(callId);
      moved();
    },
    isDelivered(id, { call, data }) {
      const row = store.find(id);
      if (row?.state !== 'delivered' || row.lcm_call !== call) return false;
      return JSON.stringify(store.bodyIfReadable(row)?.data) === JSON.stringify(data);
    },
    latestForCampaign: (callId, lcmKey) =>
      viewOf(store.lastOfCampaign(callId, store.campaignNumber(callId, lcmKey))),
    release(callId) {
      store.transaction(() => releaseEdited(store, callId, clock.now()));
      moved();
    },
    discard(id, why) {
      const row = own(id);
      const words = { words: why };
      store.transaction(() =>
        store.move(row, 'discarded', { at: clock.now(), detail: words, reason: words }),
      );
      moved();
    },
    answerElsewhere(answer) {
      store.transaction(() => answerElsewhere(store, answer, { viewer, machine, at: clock.now() }));
      moved();
    },
    history,
    settleLate(call, callId, result) {
      if (settleLateReply({ store, courier, clock, log }, call, callId, result)) moved();
    },
    linkUp(spread) {
      courier.linkUp(spread);
      changedNow();
    },
    linkDown() {
      courier.linkDown();
      changedNow();
    },
    putBackTexts: (changed) =>
      store.transaction(() => changed.filter((text) => store.putBackText(text)).length),
    recoverAgain: () => courier.prepareAgain(),
    wake() {
      courier.hurry(null);
      changedNow();
    },
    close() {
      courier.close();
      history.close();
      return Promise.resolve();
    },
  };
}

/** UUIDs of version 7. Left alone, the library draws random bytes for each, a tenth of the time of a submit. */
function timeOrderedIds(): () => string {
  const random = createRandomDraws(16);
  return () => v7({ random: random() });
}
