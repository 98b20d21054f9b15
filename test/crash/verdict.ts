import type { SubmissionRow } from '#main/outbox/rows.ts';
import { FIRST_TRIES } from '#shared/wrapup/submission-kind.ts';
import type { HistoryStep } from '#shared/wrapup/submission.ts';
import type { Evidence } from './evidence.ts';
import { correctedFields } from '#main/outbox/replaced.ts';
import { readField, readId, type JsonObject } from '#shared/lcm/json.ts';
import {
  campaignOf,
  commentOf,
  dataOf,
  doNotCallOf,
  fieldEditOf,
  idOf,
  numberOf,
  otherCampaignOf,
} from '#test/support/wrap-ups.ts';

/** Every way in which the evidence breaks the outbox's promise, in words. Should be empty. */
export function findFaults(evidence: Evidence): string[] {
  return [
    ...lostOrForeign(evidence),
    ...torn(evidence),
    ...wrongMarks(evidence),
    ...wrongPayloads(evidence),
    ...notDelivered(evidence),
    ...wrongFinalStates(evidence),
    ...wrongFields(evidence),
    ...wrongOrder(evidence),
    ...wrongDrafts(evidence),
    ...brokenTrails(evidence),
  ];
}

type Kind = Exclude<Evidence['reports'][number]['kind'], 'drained'>;

function ofKind(evidence: Evidence, kind: Kind): { n: number; callId: string; besides?: number }[] {
  return evidence.reports.flatMap((report) => (report.kind === kind ? [report] : []));
}

function lostOrForeign(evidence: Evidence): string[] {
  const present = new Set(evidence.submissions.map(({ row }) => row.id));
  const tried = new Set(ofKind(evidence, 'trying').map(({ n }) => idOf(n)));
  return [
    ...ofKind(evidence, 'saved')
      .filter(({ n }) => !present.has(idOf(n)))
      .map(({ n }) => `${idOf(n)} is lost`),
    ...[...present].filter((id) => !tried.has(id)).map((id) => `${id} was never submitted`),
  ];
}

/** What was submitted together is saved together, or none of it. */
function torn(evidence: Evidence): string[] {
  const present = new Set(evidence.submissions.map(({ row }) => row.id));
  return ofKind(evidence, 'trying').flatMap(({ n, besides }) =>
    besides === undefined || present.has(idOf(n)) === present.has(idOf(besides))
      ? []
      : [`of ${idOf(besides)} and ${idOf(n)}, only one is there`],
  );
}

/** An agent's decision stands under all names of its callback, and is the last that they were told was kept, or a later one. */
function wrongMarks(evidence: Evidence): string[] {
  const last = (kind: Kind): Map<string, number> =>
    new Map(ofKind(evidence, kind).map(({ n, callId }) => [callId, n]));
  const [tried, marked] = [last('marking'), last('marked')];
  return [...tried].flatMap(([callId, n]) => {
    const kept = new Set(evidence.marks.get(callId));
    const isRight = kept.size === 1 && (kept.has(n) || kept.has(marked.get(callId) ?? null));
    return isRight ? [] : [`the callback of ${callId} is marked ${[...kept].join(' and ')}, not ${n}`];
  });
}

function wrongPayloads({ submissions, received }: Evidence): string[] {
  const kept = submissions
    .filter(({ row, body }) => !isPayload(body.data, row.call_id))
    .map(({ row }) => `${row.id} is not what was submitted`);
  const sent = received
    .filter(({ data }) => !isPayload(data, callOf(data)))
    .map(({ seq }) => `ledger entry ${seq} is not what was submitted`);
  return [...kept, ...sent];
}

function isPayload(data: unknown, callId: string): boolean {
  const n = numberOf(data);
  const names = fieldNames(data);
  const campaign = campaignOf(keyOf(data));
  const beside = isBlock(data) ? doNotCallOf(n, callId).data : fieldEditOf(n, callId, names).data;
  const wrapUp = campaign === null ? dataOf(n, callId) : otherCampaignOf(n, callId, campaign).data;
  const made = names.length > 0 || isBlock(data) ? beside : wrapUp;
  return JSON.stringify(data) === JSON.stringify(made);
}

/** A do-not-call names its contact alone, and in these runs each call has a contact of its own. */
const isBlock = (data: unknown): boolean => readField(data, 'CampaignSpecificDNC') !== undefined;

/** The fields that the data of a field edit corrects; none of a wrap-up. */
const fieldNames = (data: unknown): string[] => correctedFields(data as JsonObject).map(({ name }) => name);

function notDelivered({ submissions, received }: Evidence): string[] {
  const arrived = new Set(received.map(({ data }) => idOf(numberOf(data))));
  return submissions.flatMap(({ row: { id, state } }) => {
    if (state === 'delivered') return arrived.has(id) ? [] : [`${id} is called delivered and never arrived`];
    if (state !== 'superseded') return [`${id} is still ${state}`];
    return arrived.has(id) ? [`${id} was superseded though it had been sent`] : [];
  });
}

/** The last wrap-up of each call, in the order of saving. */
function lastOfEachCall({ submissions }: Evidence): Map<string, SubmissionRow> {
  const wrapUps = submissions.filter(({ row }) => row.kind === 'disposition');
  return new Map(wrapUps.map(({ row }) => [row.call_id, row]));
}

/** LCM must hold the last correction of each field. */
function wrongFields({ submissions, received }: Evidence): string[] {
  const lasts = (all: readonly { readonly data: unknown; readonly id: string }[]): Map<string, string> =>
    new Map(
      all.flatMap(({ data, id }) => fieldNames(data).map((name) => [`${name} of ${callOf(data)}`, id])),
    );
  const holds = lasts(
    received.filter(({ applied }) => applied).map(({ data }) => ({ data, id: idOf(numberOf(data)) })),
  );
  const said = lasts(submissions.map(({ row, body }) => ({ data: body.data, id: row.id })));
  return [...said].flatMap(([what, id]) =>
    holds.get(what) === id ? [] : [`LCM holds ${holds.get(what)} for ${what}, not ${id}`],
  );
}

/** LCM must hold the last outcome that was said of each LCM key: of the call, and in each other campaign. */
function wrongFinalStates({ submissions, received }: Evidence): string[] {
  const last = new Map(
    submissions
      .filter(({ row }) => row.kind === 'disposition' || row.kind === 'otherCampaign')
      .map(({ row, body }) => [body.lcmKey, row]),
  );
  const held = new Map(
    received
      .filter(({ applied, sets }) => applied && sets === 'outcome')
      .map((entry) => [keyOf(entry.data), entry]),
  );
  const wrong = [...last].flatMap(([lcmKey, row]) => {
    const state = held.get(lcmKey);
    if (state === undefined) return [`${lcmKey} has no final state`];
    const isRight = idOf(numberOf(state.data)) === row.id && state.subtopic === row.lcm_call;
    return isRight ? [] : [`${lcmKey} ends with ${idOf(numberOf(state.data))}, not with ${row.id}`];
  });
  const foreign = [...held.keys()].filter((lcmKey) => !last.has(lcmKey));
  return [...wrong, ...foreign.map((lcmKey) => `${lcmKey} has a final state, and no submission`)];
}

/**
 * Within a call and kind, or an LCM key, nothing older may arrive after something newer; a do-not-call after nothing newer of
 * its call, unless LCM has left too many tries of it unanswered.
 */
function wrongOrder({ received, history }: Evidence): string[] {
  const tries = new Map<string, number>();
  for (const { submissionId, to } of history)
    if (to === 'sending') tries.set(submissionId, (tries.get(submissionId) ?? 0) + 1);
  const isLetPast = (n: number): boolean => (tries.get(idOf(n)) ?? 0) > FIRST_TRIES;
  const newest = new Map<string, number>();
  return received.flatMap(({ seq, sets, data }) => {
    const all = `any ${callOf(data)}`;
    const own = isBlock(data) ? `block ${callOf(data)}` : `${sets} ${keyOf(data)}`;
    const n = numberOf(data);
    const before = newest.get(isBlock(data) ? all : own) ?? -1;
    for (const line of [all, own]) newest.set(line, Math.max(newest.get(line) ?? -1, n));
    return n < before && !(isBlock(data) && isLetPast(n))
      ? [`ledger entry ${seq} brings ${idOf(n)} after ${idOf(before)}`]
      : [];
  });
}

/** A draft must be there if and only if a draft was the last thing saved for a call. */
function wrongDrafts(evidence: Evidence): string[] {
  const submitted = new Map(
    [...lastOfEachCall(evidence)].map(([callId, row]) => [callId, Number(row.id.split('-')[2])]),
  );
  const drafted = new Map(ofKind(evidence, 'drafted').map(({ n, callId }) => [callId, n]));
  const tried = new Set(ofKind(evidence, 'trying').map(({ n, callId }) => `${callId} ${commentOf(n)}`));
  return evidence.calls.flatMap(({ callId, draft }) => {
    const expected = drafted.get(callId) ?? -1;
    const done = submitted.get(callId) ?? -1;
    if (draft === null) return expected > done ? [`the draft ${expected} of ${callId} is lost`] : [];
    const n = Number(draft.comment.split(' ')[1]);
    if (!tried.has(`${callId} ${draft.comment}`)) return [`the draft of ${callId} is not its own`];
    if (n <= done) return [`the draft ${n} of ${callId} was submitted and is still there`];
    return n < expected ? [`the draft ${expected} of ${callId} is lost, ${n} is back`] : [];
  });
}

/** The history of each submission must begin when it was saved, skip no step, and end in the current state. */
function brokenTrails({ submissions, history }: Evidence): string[] {
  const standing = new Map<string, HistoryStep['from']>();
  const breaks = history.flatMap((entry) => {
    const before = standing.get(entry.submissionId) ?? null;
    standing.set(entry.submissionId, entry.to);
    return before === entry.from ? [] : [`history ${entry.seq} goes on from ${entry.from ?? 'nothing'}`];
  });
  const ends = submissions.filter(({ row }) => standing.get(row.id) !== row.state);
  return [...breaks, ...ends.map(({ row }) => `the history of ${row.id} ends elsewhere`)];
}

const keyOf = (data: unknown): string => readId(readField(data, 'AccountNumber')) ?? '';

/** The call that a payload is about: its callid, else that of its contact (`referenceOf`). */
function callOf(data: unknown): string {
  return readId(readField(data, 'callid')) ?? keyOf(data).split('|').at(-1) ?? '';
}
