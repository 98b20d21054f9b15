import type { CallRows } from '#main/calls/call-rows.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { Steps } from '#shared/steps/steps.ts';
import type { SubmissionBody, SubmissionRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import type { ThisMachine } from '../this-machine.ts';
import { BEGINNING, bringHome, tellMachines } from './elsewhere.ts';

/**
 * Recovers what the last run left. What was `sending` may or may not have reached LCM, so it is queued again and marked
 * unknown. What was held for an edit is queued if the edit is closed; what was held for a key, if the key is back and no
 * colleague has wrapped up the call since: it must not overtake what they said. That is the first step. It also begins to
 * take apart what was saved here and what was saved on another machine, as `elsewhere.ts` says; the other steps go on with that.
 *
 * @param isUnderWay whether this run is sending that one
 */
export function* recover(
  {
    store,
    calls,
    machine,
    clock,
    log,
  }: { store: SubmissionStore; calls: CallRows; machine: ThisMachine; clock: Clock; log: Log },
  isUnderWay: (row: SubmissionRow) => boolean,
): Steps<void> {
  const at = clock.now();
  const interrupted = { code: 'interrupted' } as const;
  const { first, ...counts } = store.transaction(() => {
    const sending = store.inState('sending').filter((row) => !isUnderWay(row));
    for (const row of sending) {
      const unanswered = row.unanswered + 1;
      store.move(row, 'queued', { at, detail: interrupted, reason: interrupted, unknown: true, unanswered });
    }
    const edited = store.inState('held', 'beingEdited').filter((row) => !isEdited(calls, row.call_id));
    for (const row of edited) store.move(row, 'queued', { at, detail: { code: 'editClosed' }, reason: null });

    const readable = store.inState('held', 'unreadable').filter((row) => {
      const body = store.bodyIfReadable(row);
      return body !== null && store.later(row).length === 0 && !isRenumbered(store, row, body);
    });
    for (const row of readable)
      store.move(row, 'queued', { at, detail: { code: 'readableAgain' }, reason: null });
    const backHome = bringHome(store, machine, at);
    const first = tellMachines(store, machine, BEGINNING, at);
    return {
      first,
      interrupted: sending.length,
      edited: edited.length,
      readable: readable.length,
      backHome,
    };
  });
  if (Object.values(counts).some((count) => count > 0)) log.info('The outbox took up what was left', counts);
  let otherComputer = first.held;
  for (let { next } = first; next !== null;) {
    yield undefined;
    const place = next;
    const looked = store.transaction(() => tellMachines(store, machine, place, clock.now()));
    otherComputer += looked.held;
    ({ next } = looked);
  }
  if (otherComputer > 0) log.info('What was saved on another machine is held', { otherComputer });
}

/** While its key was not at hand, what was said later to its campaign got another number (`campaignNumber`). */
function isRenumbered(store: SubmissionStore, row: SubmissionRow, { lcmKey }: SubmissionBody): boolean {
  return row.campaign !== null && store.campaignNumber(row.call_id, lcmKey) !== row.campaign;
}

/** Whether an agent may still end the edit: by their correction, or by wrapping up the call again. */
function isEdited(calls: CallRows, callId: string): boolean {
  const call = calls.find(callId);
  return call?.closed_at === null && (call.wrapped_at === null || calls.drafts.isCorrected(callId));
}
