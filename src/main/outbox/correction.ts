import { isOwn } from '#main/base/viewer.ts';
import type { CallRows } from '#main/calls/call-rows.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { KINDS, kindOf } from '#shared/wrapup/submission-kind.ts';
import { isReplaced } from './replaced.ts';
import type { SubmissionBody, SubmissionRow } from './rows.ts';
import type { SubmissionStore } from './store.ts';
import { NotAllowedError } from './transitions.ts';

/*
 * What happens to a submission when the agent corrects it. Each function must run within a
 * transaction. `at` is now, in milliseconds since the epoch.
 */

const corrected = { code: 'corrected' } as const;
const beingEdited = { code: 'beingEdited' } as const;
const editClosed = { code: 'editClosed' } as const;

/**
 * Supersedes the agent's own earlier submissions of the call and campaign that the new one replaces by the rules of its kind. One that
 * LCM may have applied stays and is sent before the new one, and so does a colleague's. An edit of a wrap-up ends, since
 * the call is now wrapped up.
 */
export function supersedeEarlier(
  store: SubmissionStore,
  newest: {
    readonly callId: string;
    readonly call: SetCallName;
    readonly campaign: number | null;
    readonly agent: string;
    readonly data: JsonObject;
  },
  at: number,
): void {
  const { callId, call, campaign } = newest;
  for (const row of store.openOfCall(callId, kindOf(call, campaign !== null), campaign)) {
    if (row.state === 'sending') continue;
    const goes = isOwn(row.agent, newest.agent) && isReplaced(store, row, newest);
    // What another computer may have sent is not sent from here as well.
    const isElsewhere = row.state === 'held' && row.reason_code === 'otherComputer';
    if (goes && (row.state === 'refused' || row.unknown === 0 || isElsewhere)) {
      store.move(row, 'superseded', { at, detail: corrected, reason: corrected });
    } else if (row.state === 'held' && (goes || row.reason_code === 'beingEdited')) {
      store.move(row, 'queued', { at, detail: editClosed, reason: null });
    }
  }
}

/**
 * Lets the viewer correct a wrap-up. The call stays wrapped up, and its form begins with what was submitted; with nothing
 * if a colleague did. If the call is to be wrapped up again, this fills only an empty form: a draft there is newer.
 *
 * What waits is held meanwhile. If a colleague has wrapped up the call since, it goes on waiting instead: held, it would be
 * overtaken by theirs, and then overtake it. A submission of another kind stays as it is.
 *
 * @throws NotAllowedError if the submission is under way, was replaced or discarded, or cannot be read
 */
export function beginCorrection(
  store: SubmissionStore,
  calls: CallRows,
  row: SubmissionRow,
  isMine: boolean,
  at: number,
): void {
  const { call_id: callId, state } = row;
  if (state === 'sending' || state === 'superseded' || state === 'discarded')
    throw new NotAllowedError(reason('movedOn', { state }));
  if (!KINDS[row.kind].wrapsUp) return;
  const body = store.bodyIfReadable(row);
  if (body === null) throw new NotAllowedError(reason('cannotDecrypt'));

  const call = calls.find(callId);
  if (call === null) insertLostCall(calls, callId, body, at);
  const draft = isMine ? enteredIn(row, body) : EMPTY_DRAFT;
  if (call?.wrapped_at === null && call.closed_at === null) {
    if (calls.drafts.own(callId) === null) calls.drafts.save(callId, draft);
  } else {
    calls.bringBackWrapped(callId, row.made_at);
    calls.drafts.beginCorrection(callId, row.id, draft);
  }
  const isFollowed = store.later(row).some(({ agent }) => !isOwn(row.agent, agent));
  if (state === 'queued' && !isFollowed)
    store.move(row, 'held', { at, detail: beingEdited, reason: beingEdited });
}

/** What the agent had entered. The callback names its zone, so that it is shown as it was sent. */
function enteredIn({ callback_zone: zone }: SubmissionRow, { draft }: SubmissionBody): Draft {
  if (draft === null) return EMPTY_DRAFT;
  const { callback } = draft;
  return { ...draft, callback: callback && { ...callback, zone: callback.zone ?? zone } };
}

/** Queues what was held for an edit, after the edit ended without a new submission. */
export function releaseEdited(store: SubmissionStore, callId: string, at: number): void {
  for (const row of store.openOfCall(callId, 'disposition')) {
    if (row.state === 'held' && row.reason_code === 'beingEdited') {
      store.move(row, 'queued', { at, detail: editClosed, reason: null });
    }
  }
}

/** Inserts a call that was lost with a damaged file. A submission has no call type; most calls are campaign calls. */
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
