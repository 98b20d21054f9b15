import { createCallRows } from '#main/calls/call-rows.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { silentLog as log } from '#main/base/log.ts';
import type { SubmissionRow } from '#main/outbox/rows.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import { draftOf, idOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { everybody } from '#test/support/outbox-options.ts';

/** The contents of a store before something is measured on it. */
export interface Filling {
  /** Submissions that LCM acknowledged: three rows of history each. */
  readonly delivered: number;
  /** Further rows of history. They go to delivered submissions that took a second try. */
  readonly extraHistory: number;
  /** Submissions in the queue: one row of history each. */
  readonly waiting: number;
  /** Calls to wrap up, each with a draft: `draftCallId(0)` and on. */
  readonly drafts: number;
}

const BATCH = 2_000;
const DAY = 86_400_000;

export const draftCallId = (n: number): string => `draft-${n}`;
const callIdOf = (n: number): string => `call-${n}`;

/** Makes the database of a data folder as months of work leave it, through the outbox's own SQL. */
export function fillStore(folder: string, filling: Filling): void {
  const { database, cipher } = openStore(folder, fileKeyProtector, { clock, log });
  const store = new SubmissionStore(database, cipher);
  const calls = createCallRows(database, cipher, everybody);
  const total = filling.delivered + filling.waiting;
  const began = clock.now() - total * 1_000;
  let extra = filling.extraHistory;

  /** Oldest first. Every fifth is a callback in the future. */
  function add(n: number): void {
    const at = began + n * 1_000;
    const wrapUp = wrapUpOf(n, callIdOf(n));
    const callbackUntil = n % 5 === 0 ? clock.now() + DAY + n : null;
    const { lcmKey, data, comment, draft } = wrapUp;
    openCall(callIdOf(n), at);
    calls.markWrapped(callIdOf(n), at);
    const submission = {
      ...wrapUp,
      id: idOf(n),
      campaign: null,
      machine: null,
      madeAt: at,
      madeZone: wrapUp.zone,
      callbackUntil,
      callbackAt: callbackUntil,
      body: { lcmKey, data, comment, draft },
    };
    const row = store.insert(submission, { code: 'submitted' });
    if (n >= filling.delivered) return;
    const first = store.move(row, 'sending', { at, detail: { code: 'sent' }, attempts: 1 });
    const last = extra > 0 ? secondTry(first, at) : first;
    store.move(last, 'delivered', { at, detail: { code: 'acknowledged' }, reason: null, unknown: false });
  }

  function secondTry(row: SubmissionRow, at: number): SubmissionRow {
    extra -= 2;
    const cause = { words: 'timeout' };
    const back = store.move(row, 'queued', { at, detail: cause, reason: cause, unknown: true });
    return store.move(back, 'sending', { at, detail: { code: 'sent' }, attempts: 2 });
  }

  function openCall(callId: string, at: number): void {
    const { lcmKey, type } = referenceOf(callId);
    calls.insert({
      callId,
      lcmKey,
      type,
      contact: 'Ana Martín',
      contactZone: null,
      origin: 'bus',
      phase: 'ended',
      openedAt: at,
      endedAt: at,
    });
  }

  inBatches(total, add);
  inBatches(filling.drafts, (n) => {
    openCall(draftCallId(n), clock.now());
    calls.drafts.save(draftCallId(n), draftOf(n));
  });
  database.close();

  function inBatches(count: number, run: (n: number) => void): void {
    for (let from = 0; from < count; from += BATCH) {
      database.transaction(() => {
        for (let n = from; n < Math.min(from + BATCH, count); n += 1) run(n);
      });
    }
  }
}
