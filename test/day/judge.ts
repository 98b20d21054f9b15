import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import type { LedgerEntry } from '#simulator/service/ledger.ts';
import type { DayDesk } from './desk.ts';
import { isSameData } from './entering.ts';
import { judgeCallbacks } from './judge-callbacks.ts';
import type { Day } from './plan.ts';
import { isAsAsked, judgeExport } from './judge-export.ts';
import { judgeYourDay } from './judge-your-day.ts';
import { isWithin, isWrapUp, lastOfCall, nameOf, type SavedOne, type Truth } from './truth.ts';
import { AGENTS } from './work.ts';

/**
 * Every way in which LCM's ledger, the history, the outbox or the callbacks say something else than what the agents
 * entered, in words. Should be empty.
 */
export async function findFaults(desk: DayDesk, day: Day, truth: Truth): Promise<string[]> {
  const applied = desk.bench.lcm().ledger.applied();
  const faults = [...truth.faults, ...(await judgeOutbox(desk))];
  for (const agent of AGENTS) {
    await desk.ask('signIn', { userId: agent });
    const entries = await history(desk);
    faults.push(...(await judgeHistory(desk, truth, entries, agent)));
    faults.push(...(await judgeExport(desk, truth, entries, agent)));
    faults.push(...(await judgeYourDay(desk, truth, entries, agent)));
    // Who looks makes no difference to what LCM has.
    if (agent === AGENTS[0]) faults.push(...judgeLedger(truth, applied, entries));
    faults.push(...(await judgeCallbacks(desk, day, truth, applied, agent)));
  }
  return faults;
}

async function judgeOutbox(desk: DayDesk): Promise<string[]> {
  const { waiting, sending, refused, held } = desk.core().state().outbox;
  const { items } = await desk.ask('listOutbox', {
    states: ['queued', 'sending', 'refused', 'held'],
    offset: 0,
    limit: 200,
  });
  const left = items.map(({ callId, kind, state }) => `outbox: the ${kind} of ${callId} is ${state}`);
  const counted = [waiting, sending, refused, held];
  return counted.some((n) => n > 0) ? [...left, `outbox: it counts ${counted.join(', ')}`] : left;
}

async function history(desk: DayDesk): Promise<HistoryEntry[]> {
  const all: HistoryEntry[] = [];
  for (;;) {
    const before = all.at(-1)?.seq ?? null;
    const { entries } = await desk.ask('listHistory', { query: '', before, limit: 200 });
    all.push(...entries);
    if (entries.length < 200) return all.reverse();
  }
}

/** The history says of each submission what was entered, in the order of saving, and to its author alone what they wrote. */
async function judgeHistory(
  desk: DayDesk,
  truth: Truth,
  entries: readonly HistoryEntry[],
  reader: string,
): Promise<string[]> {
  const faults: string[] = [];
  if (entries.length !== truth.saved.length)
    faults.push(`history: ${entries.length} entries for ${truth.saved.length} submissions`);
  for (const [at, one] of truth.saved.entries()) {
    const entry = entries[at];
    if (entry?.id !== one.id) return [...faults, `history: entry ${at} is not ${nameOf(one)}`];
    const isMine = one.agent === reader;
    const comment = isWrapUp(one) && isMine ? one.wish.comment : '';
    const fields = isMine && !isWrapUp(one) ? Object.entries(one.values) : [];
    const promised = isWrapUp(one) ? one.promised : null;
    const expected = {
      ...{ callId: one.callId, lcmKey: one.lcmKey, agent: one.agent, kind: one.kind, call: one.subtopic },
      ...{
        comment,
        withheld: !isMine,
        callbackAt: promised?.at ?? null,
        callbackZone: promised?.zone ?? null,
      },
      fields: fields.map(([name, value]) => ({ name, value })),
    };
    for (const [name, value] of Object.entries(expected)) {
      const found = entry[name as keyof HistoryEntry];
      if (!isSameData(found, value))
        faults.push(
          `history: ${name} of ${nameOf(one)} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`,
        );
    }
    if (!one.summaries.some((summary) => summary.toLowerCase() === entry.summary.toLowerCase()))
      faults.push(`history: ${nameOf(one)} is “${entry.summary}”, not “${one.summaries.join('” or “')}”`);
    if (!isWithin(entry.madeAt, one.madeAt))
      faults.push(`history: ${nameOf(one)} was saved at another time than ${entry.madeAt}`);
    const { draft, moreTime } = await desk.ask('historyTimeline', { submissionId: one.id });
    if (!isAsAsked(moreTime, truth, one)) faults.push(`history: more time of ${nameOf(one)} is not as asked`);
    const entered = isWrapUp(one) && isMine ? one.draft : null;
    if (!isSameData(draft, entered)) faults.push(`history: what was entered in ${nameOf(one)} is not kept`);
  }
  return faults;
}

/** LCM has what was entered, once at least, in order, and nothing else; and what it has last is what was said last. */
function judgeLedger(
  truth: Truth,
  applied: readonly LedgerEntry[],
  entries: readonly HistoryEntry[],
): string[] {
  const faults: string[] = [];
  const arrivals = new Map<SavedOne, LedgerEntry[]>();
  for (const entry of applied) {
    if (entry.source === 'Other') continue;
    const one = truth.saved.find(
      ({ subtopic, data }) =>
        subtopic === entry.subtopic && data.some((each) => isSameData(each, entry.data)),
    );
    if (one === undefined) faults.push(`LCM: nobody entered ${entry.subtopic} ${JSON.stringify(entry.data)}`);
    else arrivals.set(one, [...(arrivals.get(one) ?? []), entry]);
  }
  for (const [at, one] of truth.saved.entries()) {
    const state = entries[at]?.state;
    const later = truth.saved.slice(at + 1).filter((each) => mayReplace(each, one));
    const has = arrivals.has(one);
    if (truth.discarded.has(one.id)) {
      if (state !== 'discarded' || has) faults.push(`LCM: ${nameOf(one)} was discarded and is ${state}`);
    } else if (state === 'superseded') {
      if (later.length === 0 || has) faults.push(`LCM: nothing has taken the place of ${nameOf(one)}`);
    } else if (state !== 'delivered' || !has)
      faults.push(`LCM: ${nameOf(one)} is ${state}, and ${has ? 'came' : 'never came'}`);
  }
  return [...faults, ...judgeLasts(truth, applied), ...judgeOrder(truth, arrivals, entries)];
}

/** Whether the later one can take the place of the earlier one: a do-not-call keeps its own. */
function mayReplace(later: SavedOne, one: SavedOne): boolean {
  const isSame = later.callId === one.callId && later.kind === one.kind && later.agent === one.agent;
  return isSame && one.kind !== 'doNotCall';
}

/** What LCM holds of each call and of each field. */
function judgeLasts(truth: Truth, applied: readonly LedgerEntry[]): string[] {
  const callIds = new Set(truth.saved.map(({ callId }) => callId));
  const ofCalls = [...callIds].flatMap((callId) => {
    const last = lastOfCall(truth, callId);
    const held = applied.findLast(
      ({ sets, data }) => sets === 'outcome' && (data as { callid?: string }).callid === callId,
    );
    if (last === null || held === undefined) return last === null ? [] : [`LCM: ${callId} has no outcome`];
    const isRight = held.subtopic === last.subtopic && last.data.some((each) => isSameData(each, held.data));
    return isRight
      ? []
      : [`LCM: ${callId} ends with ${JSON.stringify(held.data)}, not ${JSON.stringify(last.data)}`];
  });
  const said = new Map<string, string>();
  for (const one of truth.saved)
    if (one.kind === 'fieldEdit' && !truth.discarded.has(one.id))
      for (const [name, value] of Object.entries(one.values)) said.set(`${name} of ${one.callId}`, value);
  const held = new Map<string, string>();
  for (const { sets, data } of applied) {
    const { callid, businessField } = data as {
      callid: string;
      businessField: { FieldName: string; Value: string }[];
    };
    if (sets === 'fields')
      for (const { FieldName, Value } of businessField) held.set(`${FieldName} of ${callid}`, Value);
  }
  const ofFields = [...said].flatMap(([what, value]) =>
    held.get(what) === value ? [] : [`LCM: ${what} is ${held.get(what)}, not ${value}`],
  );
  return [...ofCalls, ...ofFields];
}

/** How many tries of a do-not-call LCM may leave unanswered before the rest of its call goes. */
const FIRST_TRIES = 5;

/**
 * Within a call and kind nothing older is applied after something newer, and a do-not-call after nothing newer of its call
 * unless LCM had left too many tries of it unanswered.
 */
function judgeOrder(
  truth: Truth,
  arrivals: ReadonlyMap<SavedOne, readonly LedgerEntry[]>,
  entries: readonly HistoryEntry[],
): string[] {
  const faults: string[] = [];
  for (const [at, one] of truth.saved.entries()) {
    const tries = (arrivals.get(one) ?? []).map(({ seq }) => seq);
    /** Tries that never came to LCM. They too were left unanswered. */
    const lost = Math.max(0, (entries[at]?.attempts ?? 0) - tries.length);
    const last = tries.at(-1) ?? 0;
    for (const later of truth.saved.slice(one.n + 1)) {
      const first = arrivals.get(later)?.[0]?.seq ?? Infinity;
      const isLetPast = tries.filter((seq) => seq < first).length + lost >= FIRST_TRIES;
      const isFirst = one.kind === 'doNotCall' && !truth.saidAgain.has(one.id) && !isLetPast;
      const goesBefore = isFirst || later.kind === one.kind;
      if (later.callId === one.callId && goesBefore && first < last)
        faults.push(`LCM: ${nameOf(one)} came after ${nameOf(later)}`);
    }
  }
  return faults;
}
