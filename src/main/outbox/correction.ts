import type { CallRows } from '#main/calls/call-rows.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { SubmissionBody, SubmissionRow, SubmissionStore } from './store.ts';
import { NotAllowedError } from './transitions.ts';

/*
 * What happens to a submission when the agent says something else about the same call. Each of these must run within
 * a transaction. `at` is now, in milliseconds since the epoch.
 */

const corrected = { code: 'corrected' } as const;
const beingEdited = { code: 'beingEdited' } as const;
const editClosed = { code: 'editClosed' } as const;

/** Makes room for a new submission of the call: only what LCM may have applied stays, and is sent before it. */
export function supersedeEarlier(store: SubmissionStore, callId: string, at: number): void {
  for (const row of store.openOfCall(callId)) {
    if (row.state === 'sending') continue;
    if (row.state === 'refused' || row.unknown === 0) {
      store.move(row, 'superseded', { at, detail: corrected, reason: corrected });
    } else if (row.state === 'held') {
      store.move(row, 'queued', { at, detail: editClosed, reason: null });
    }
  }
}

/**
 * Puts a submission back into its call as the viewer's draft. One that they already have is newer and stays.
 *
 * @throws NotAllowedError where it is under way, has come to its end, or cannot be read
 */
export function takeBack(store: SubmissionStore, calls: CallRows, row: SubmissionRow, at: number): void {
  if (row.state !== 'queued' && row.state !== 'refused' && row.state !== 'held') {
    throw new NotAllowedError(reason('movedOn', { state: row.state }));
  }
  const body = store.bodyIfReadable(row);
  if (body === null) throw new NotAllowedError(reason('cannotDecrypt'));

  const call = calls.find(row.call_id);
  if (call === null) insertLostCall(calls, row.call_id, body, at);
  calls.bringBack(row.call_id, at);
  if (calls.drafts.own(row.call_id) === null) calls.saveDraft(row.call_id, body.draft);
  if (row.state === 'queued') store.move(row, 'held', { at, detail: beingEdited, reason: beingEdited });
}

/** The edit was closed without a new submission: what was held for it goes on. */
export function releaseEdited(store: SubmissionStore, callId: string, at: number): void {
  for (const row of store.openOfCall(callId)) {
    if (row.state === 'held' && row.reason_code === 'beingEdited') {
      store.move(row, 'queued', { at, detail: editClosed, reason: null });
    }
  }
}

/** A call can be lost with a damaged file. Its submission does not say its type; campaign calls are the commonest. */
function insertLostCall(calls: CallRows, callId: string, body: SubmissionBody, at: number): void {
  calls.insert({
    callId,
    lcmKey: body.lcmKey,
    contact: null,
    contactZone: null,
    type: 'OUTBOUND',
    origin: 'hand',
    phase: 'ended',
    openedAt: at,
    endedAt: at,
  });
}
