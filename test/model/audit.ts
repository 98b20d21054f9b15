import type { SubmissionRow } from '#main/outbox/rows.ts';
import { OPEN_STATES, TRANSITIONS } from '#main/outbox/transitions.ts';
import { isInForm } from '#shared/contract/in-form.ts';
import { SUBMISSION_STATES, type SubmissionState } from '#shared/wrapup/submission.ts';
import { numberOf } from '#test/support/wrap-ups.ts';
import { FIRST_TRIES } from '#shared/wrapup/submission-kind.ts';
import { isBlock, isSaidAgain, isWrapUp, laneOf, submissionsLike, type Known, type Truth } from './truth.ts';
import type { World } from './world.ts';
import { transitionsOf } from '#test/support/transitions.ts';

const MAX_IN_FLIGHT = 4;

/**
 * How often one try may send: a correction sends again until its own replies outnumber the stray ones, at most 30
 * each way.
 */
const MAX_SENDS_PER_TRY = 61;
const ALL_STATES = SUBMISSION_STATES;
const OUTCOME = 'SetCallOutcomeWithComments';

/** The rows of the store, by number. */
type Rows = ReadonlyMap<number, SubmissionRow>;

/**
 * Every way in which the current state breaks the promise, in words. Should be empty. Also decides what a kill left
 * uncertain.
 */
export function audit(world: World, truth: Truth): string[] {
  const rows = readRows(world);
  return [
    ...settleUncertain(rows, truth),
    ...vanished(rows, world, truth),
    ...wrongDrafts(rows, world, truth),
    ...wrongStates(rows, world, truth),
    ...wrongSendings(world, truth),
    ...wrongCounts(rows, world),
  ];
}

/** What must hold once the faults are over and time has passed, and the whole history, which only grows. */
export async function auditEnd(world: World, truth: Truth): Promise<string[]> {
  const rows = readRows(world);
  const faults = await brokenTrails(rows, world);
  for (const [n, { state, kind, call_id, lcm_call, campaign, agent }] of rows) {
    if (state !== 'queued' && state !== 'sending') continue;
    // Only a person can hold up a call: an agent who edits, or who is asked for a callback's new time. Nothing holds up
    // corrections of fields and do-not-calls.
    const waitsForPerson = submissionsLike(truth, {
      callId: call_id,
      call: lcm_call,
      campaign: campaign ?? 0,
    }).some((one) => one.n < n && rows.get(one.n)?.state === 'held' && one.agent === agent);
    if (!waitsForPerson || kind !== 'disposition') faults.push(`${n} is stuck: ${state}`);
  }
  const lines = new Map(
    [...truth.submissions.values()].map(({ callId, campaign }) => [
      `${callId} ${campaign}`,
      { callId, campaign },
    ]),
  );
  for (const { callId, campaign } of lines.values()) {
    const said = submissionsLike(truth, { callId, call: OUTCOME, campaign });
    const lastWord = said.at(-1)?.n ?? NaN;
    if (said.some((one) => one.takenUp && one.agent !== said.at(-1)?.agent)) continue;
    if (rows.get(lastWord)?.state !== 'delivered') continue;
    const numbers = new Set(said.map(({ n }) => n));
    const holds = world.lcm.applied.findLast(({ n }) => numbers.has(n))?.n;
    if (holds !== lastWord) faults.push(`LCM holds ${holds} for ${callId}, whose last word was ${lastWord}`);
  }
  return [...faults, ...wrongFields(rows, world, truth)];
}

/** LCM must hold the agent's last word on each field, if it was delivered and nobody took up an earlier one. */
function wrongFields(rows: Rows, world: World, truth: Truth): string[] {
  const faults: string[] = [];
  const edits = [...truth.submissions.values()].filter(({ fields }) => fields !== null);
  for (const { callId, call } of new Map(edits.map((known) => [known.callId, known])).values()) {
    const said = submissionsLike(truth, { callId, call, campaign: 0 });
    for (const name of new Set(said.flatMap(({ fields }) => fields ?? []))) {
      const of = said.filter(({ fields }) => fields?.includes(name));
      const last = of.at(-1);
      if (last === undefined || rows.get(last.n)?.state !== 'delivered') continue;
      if (of.some((one) => one.takenUp && one.agent !== last.agent)) continue;
      const holds = world.lcm.applied.findLast(({ n }) => of.some((one) => one.n === n))?.n;
      if (holds !== last.n)
        faults.push(`LCM holds ${holds} for ${name} of ${callId}, whose last word was ${last.n}`);
    }
  }
  return faults;
}

function readRows({ life }: World): Rows {
  const rows = life.store.list(ALL_STATES, 0, -1).reverse();
  return new Map(rows.map((row) => [Number(row.id.split('-').at(-1)), row]));
}

/** What a kill interrupted was saved completely or not at all; the draft of a wrap-up went with it. */
function settleUncertain(rows: Rows, truth: Truth): string[] {
  const faults: string[] = [];
  for (const known of [...truth.submissions.values()].filter(({ certain }) => !certain)) {
    const isThere = rows.has(known.n);
    if (isThere !== rows.has(known.together))
      faults.push(`${known.n} and ${known.together} were not saved together`);
    if (isThere) known.certain = true;
    else truth.submissions.delete(known.n);
    if (isWrapUp(known)) truth.drafts.set(known.callId, new Set([isThere ? null : known.n]));
  }
  return faults;
}

function vanished(rows: Rows, { life }: World, truth: Truth): string[] {
  const faults: string[] = [];
  for (const { n, callId, agent, call, payload } of truth.submissions.values()) {
    const row = rows.get(n);
    if (row === undefined) faults.push(`${n} has vanished`);
    else if (JSON.stringify(life.store.bodyIfReadable(row)?.data) !== payload || row.lcm_call !== call)
      faults.push(`${n} is not what was submitted`);
    else if (row.call_id !== callId || row.agent !== agent) faults.push(`${n} belongs to somebody else`);
  }
  for (const n of rows.keys()) if (!truth.submissions.has(n)) faults.push(`${n} was never submitted`);
  return faults;
}

function wrongDrafts(rows: Rows, world: World, truth: Truth): string[] {
  const faults: string[] = [];
  const { calls } = world.life;
  for (const [callId, allowed] of truth.drafts) {
    const draft = calls.get(callId)?.draft ?? null;
    const n = draft === null ? null : numberOf({ AgentComments: draft.comment });
    if (!allowed.has(n))
      faults.push(`the draft of ${callId} is ${n}, not ${[...allowed].map(String).join(' or ')}`);
    truth.drafts.set(callId, new Set([n]));
  }
  for (const [n, row] of rows) {
    const isEdited = row.state === 'held' && row.reason_code === 'beingEdited';
    const call = calls.get(row.call_id);
    const isShown = call !== null && isInForm(call);
    // If a kill interrupted the end of an edit, it stays unfinished until the disk works again.
    if (isEdited && world.hasSoundDisk() && !isShown)
      faults.push(`${n} is held for an edit that nobody sees`);
  }
  return faults;
}

/** The history must begin with the saving, skip no step, take only allowed steps, and end in the current state. */
async function brokenTrails(rows: Rows, { life }: World): Promise<string[]> {
  const faults: string[] = [];
  const standing = new Map<string, SubmissionState>();
  const entries = await transitionsOf(life.outbox.history);
  for (const { seq, submissionId, from, to, detail } of entries.reverse()) {
    const before = standing.get(submissionId) ?? null;
    const isAllowed = before === null ? to === 'queued' : TRANSITIONS[before].includes(to);
    if (before !== from || !isAllowed) faults.push(`history ${seq} leads from ${before} by ${from} to ${to}`);
    if (detail === '') faults.push(`history ${seq} says nothing`);
    standing.set(submissionId, to);
  }
  for (const { id, state } of rows.values())
    if (standing.get(id) !== state) faults.push(`the history of ${id} ends elsewhere`);
  return faults;
}

/** The state of each submission must match what happened to it. */
function wrongStates(rows: Rows, { lcm, life, sendings }: World, truth: Truth): string[] {
  const applied = new Set(lcm.applied.map(({ n }) => n));
  const sent = new Set(sendings.map(({ n }) => n));
  const faults: string[] = [];
  for (const [n, row] of rows) {
    const hasReason = life.store.reason(row) !== null;
    const known = truth.submissions.get(n);
    switch (row.state) {
      case 'delivered':
        if (!applied.has(n)) faults.push(`${n} is called delivered and LCM never applied it`);
        break;
      case 'refused':
        if (!lcm.refused.has(n)) faults.push(`${n} is called refused and LCM never refused it`);
        if (!hasReason) faults.push(`${n} is refused without a reason`);
        break;
      case 'held':
        if (!hasReason) faults.push(`${n} is held without a reason`);
        break;
      case 'superseded':
        if (known !== undefined && !isSaidAgain(known, truth)) faults.push(`${n} is superseded by nothing`);
        if (applied.has(n) && !lcm.refused.has(n)) faults.push(`${n} is superseded though it was applied`);
        break;
      case 'queued':
        if (applied.has(n) && row.unknown === 0 && !lcm.refused.has(n))
          faults.push(`${n} was applied and is not marked unknown`);
        if (row.attempts === 0 && (row.unknown === 1 || sent.has(n)))
          faults.push(`${n} was never tried, yet it is ${row.unknown === 1 ? 'marked unknown' : 'sent'}`);
        break;
      default:
        break;
    }
  }
  return faults;
}

/** What a submission says something of: its call, or each of its fields. */
const saidBy = (known: Known): string[] => (known.fields ?? ['']).map((name) => `${laneOf(known)} ${name}`);

/** Checks everything that was ever sent, in order. */
function wrongSendings({ sendings }: World, truth: Truth): string[] {
  const faults: string[] = [];
  const newest = new Map<string, Known>();
  /** By call: the latest submission that was sent, of whatever kind. */
  const ofCall = new Map<string, number>();
  /** The calls with a do-not-call that LCM may have left unanswered too often to go before the rest. */
  const letPast = new Set<string>();
  const before = new Set<number>();
  const perTry = new Map<string, number>();
  for (const { callId, n, payload, at, attempt, inFlight, inFlightOfLane } of sendings) {
    const known = truth.submissions.get(n);
    if (known === undefined) faults.push(`${n} was sent and never saved`);
    else {
      if (payload !== known.payload) faults.push(`${n} was sent with another payload`);
      for (const said of saidBy(known)) {
        const last = newest.get(said);
        const mayFollow = known.takenUp && known.agent !== last?.agent;
        if (last !== undefined && n < last.n && !mayFollow) faults.push(`${n} was sent after ${last.n}`);
        newest.set(said, known);
      }
      const latest = ofCall.get(known.callId) ?? 0;
      if (isBlock(known) && latest > n && !known.takenUp && !letPast.has(known.callId))
        faults.push(`${n} did not go before ${latest}`);
      if (isBlock(known) && attempt >= FIRST_TRIES) letPast.add(known.callId);
      ofCall.set(known.callId, Math.max(latest, n));
      const mayBeApplied = before.has(n) || attempt > 1;
      if (!mayBeApplied && at > (known.callbackUntil ?? Infinity)) faults.push(`${n} was sent too late`);
    }
    before.add(n);
    const sentSoOften = (perTry.get(`${n} ${attempt}`) ?? 0) + 1;
    perTry.set(`${n} ${attempt}`, sentSoOften);
    if (sentSoOften > MAX_SENDS_PER_TRY) faults.push(`${n} was sent ${sentSoOften} times in one try`);
    if (inFlight > MAX_IN_FLIGHT) faults.push(`${inFlight} were in flight with ${n}`);
    if (inFlightOfLane > 1) faults.push(`${inFlightOfLane} of ${callId} were in flight with ${n}`);
  }
  return faults;
}

function wrongCounts(rows: Rows, { life, clock }: World): string[] {
  const { outbox } = life;
  const inState = (state: SubmissionState) => [...rows.values()].filter((row) => row.state === state);
  const { oldestAt, ...counts } = outbox.summary();
  const open = OPEN_STATES.flatMap(inState);
  // What an agent edits waits for them, and needs no attention.
  const edited = inState('held').filter((row) => row.reason_code === 'beingEdited').length;
  const expected = {
    waiting: inState('queued').length + edited,
    sending: inState('sending').length,
    refused: inState('refused').length,
    held: inState('held').length - edited,
    // All of it happens on one machine.
    elsewhere: 0,
  };
  const faults: string[] = [];
  if (JSON.stringify(counts) !== JSON.stringify(expected))
    faults.push(`the summary says ${JSON.stringify(counts)}, there is ${JSON.stringify(expected)}`);
  const isOldest = open.length === 0 ? oldestAt === null : open.some((row) => row.made_at === oldestAt);
  if (!isOldest) faults.push(`the oldest is said to be of ${oldestAt}`);
  const { total, items } = outbox.list({ states: [...ALL_STATES], offset: 0, limit: rows.size + 1 });
  if (total !== rows.size || items.length !== total) faults.push(`the list shows ${total} of ${rows.size}`);
  for (const { id, nextTryAt } of items)
    if (nextTryAt !== null && nextTryAt < clock.now()) faults.push(`${id} was to be tried before now`);
  const wrapUps = [...rows.values()].filter(({ kind }) => kind === 'disposition');
  for (const [callId, row] of new Map(wrapUps.map((row) => [row.call_id, row])))
    if (outbox.latestForCall(callId)?.id !== row.id) faults.push(`the latest of ${callId} is another`);
  return faults;
}
