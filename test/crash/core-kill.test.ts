import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { SUBMISSION_STATES, type SubmissionView } from '#shared/wrapup/submission.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';
import { startCoreProcess } from '#test/faults/core-process.ts';
import { commentOf, numberOf, seeded } from '#test/support/wrap-ups.ts';

/** A whole core takes longer to start than an outbox, so it gets a sixteenth of the kills. */
const kills = Math.ceil(Number(process.env['AFTERWORD_KILLS'] ?? 200) / 16);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** A wrap-up or a do-not-call that the screen reported as saved. */
interface Saved {
  readonly n: number;
  readonly callId: string;
  readonly submissionId: string;
}

/** One contact, whom some calls are with: LCM has named the campaigns in which it is open, and their outcomes. */
const KNOWN = { callId: 'known', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };

const bench = benchForEachTest({ ledgerLimit: Infinity, random: seeded(seed - 1) });
beforeEach(() => {
  bench.settings({
    lcm: {
      url: bench.lcm().url,
      proxy: 'none',
      reconnect: { baseMs: 100, capMs: 1_000 },
      requestTimeoutMs: 400,
    },
    outbox: { retry: { baseMs: 100, capMs: 1_000 } },
    agent: { userId: 'ana' },
    form: { otherCampaigns: { offered: true } },
  });
});

it(`loses nothing over ${kills} kills of the whole core`, { timeout: 120_000 + kills * 30_000 }, async () => {
  console.log(`AFTERWORD_SEED=${seed} AFTERWORD_KILLS=${kills * 16}`);
  const random = seeded(seed);
  const saved: Saved[] = [];
  const campaigns = await otherCampaigns();
  let n = 0;
  let blocks = 0;
  bench.lcm().faults.set({
    latency: { minMs: 0, maxMs: 6 },
    dropReply: { probability: 0.05 },
    duplicateReply: { probability: 0.1 },
    disconnectBefore: { probability: 0.02 },
    disconnectAfter: { probability: 0.02 },
    foreignTraffic: { everyMs: 20 },
  });
  // On a busy machine less is done between two kills. Then there are more of them, until each kind was saved.
  for (let count = 0; count < kills || blocks === 0 || saved.length <= kills; count += 1) {
    const core = await startCoreProcess(bench.folder);
    if (!core.start.started) throw new Error(core.start.message);
    let killed = false;
    const work = (async () => {
      for (; ; n += 1) {
        const isOfKnown = random() < 0.25;
        const back = random() < 0.4 ? Math.floor(random() * 5) : 0;
        const callId = isOfKnown ? `known-${n}` : `call-${Math.max(0, n - back)}`;
        const draft: Draft = {
          ...draftOf(commentOf(n)),
          ...(isOfKnown && { businessOutcomeId: '102', telephonyOutcomeId: null, campaigns }),
        };
        await ask(core, 'openCall', isOfKnown ? { ...KNOWN, callId } : callOf(callId));
        if (isOfKnown && random() < 0.1) {
          // LCM says for how long in this campaign.
          const wish = { scope: 'contact', field: null, period: { kind: 'days', days: 30 } } as const;
          const { submissionId } = await ask(core, 'saveDoNotCall', { callId, ...wish });
          saved.push({ n, callId, submissionId });
          blocks += 1;
        }
        await ask(core, 'saveDraft', { callId, draft });
        const { submissionId } = await ask(core, 'submitWrapUp', { callId, draft });
        saved.push({ n, callId, submissionId });
        await pause(random() * 20);
      }
    })().catch((error: unknown) => {
      if (!killed) throw error;
    });
    // What waited at the start is sent spread over five seconds. Some runs live long enough to see it.
    await Promise.race([work, pause(20 + random() * (random() < 0.25 ? 5_000 : 400))]);
    killed = true;
    await core.kill();
    await work;
    // The last one may have been saved or not, so its number is not used again.
    n += 1;
  }

  bench.lcm().faults.clear();
  const last = await bench.start();
  await emptied(last);
  const submissions: SubmissionView[] = [];
  const states = [...SUBMISSION_STATES];
  for (let offset = 0; ; offset += 200) {
    const { items } = await ask(last, 'listOutbox', { states, offset, limit: 200 });
    submissions.push(...items);
    if (items.length < 200) break;
  }
  submissions.reverse();
  expect(findLosses(saved, submissions)).toEqual([]);
  expect(findTorn(submissions, campaigns)).toEqual([]);
  const arrived = bench.lcm().ledger.counts().received;
  const delivered = submissions.filter(({ state }) => state === 'delivered').length;
  const ofKind = (kind: SubmissionView['kind']): number =>
    submissions.filter((submission) => submission.kind === kind).length;
  const seen = {
    saved: saved.length,
    superseded: submissions.length - delivered,
    sentAgain: arrived - delivered,
    otherCampaigns: ofKind('otherCampaign'),
    doNotCalls: ofKind('doNotCall'),
  };
  console.log(seen);
  expect(seen.saved).toBeGreaterThan(kills);
  expect(seen.otherCampaigns).toBeGreaterThan(0);
  expect(seen.doNotCalls).toBeGreaterThan(0);
});

/** The contact's LCM keys in its other campaigns, once LCM has told all that a wrap-up for them needs. */
async function otherCampaigns(): Promise<string[]> {
  const core = await bench.start();
  await connected(core);
  const { lcmKey } = KNOWN;
  const id = KNOWN.callId;
  bench.lcm().ring({ id, lcmKey, contactNumber: '+34 600 100 101', story: ['answered'] });
  await ask(core, 'openCall', KNOWN);
  await ask(core, 'listOutcomes', { callId: id, refresh: true });
  const draft = { ...EMPTY_DRAFT, businessOutcomeId: '102' };
  const items = await vi.waitFor(async () => {
    const told = await ask(core, 'otherCampaigns', { callId: id, draft });
    expect(told.items.map(({ because }) => because)).toEqual([null, null]);
    return told.items;
  }, PATIENCE);
  await bench.stop(core);
  return items.map((item) => item.lcmKey);
}

/** Wrap-ups that went to some of their campaigns only. */
function findTorn(submissions: readonly SubmissionView[], campaigns: readonly string[]): string[] {
  const ofKnown = submissions.filter(({ callId }) => callId.startsWith('known-'));
  const wrapUps = ofKnown.filter(({ kind }) => kind !== 'doNotCall');
  const keys = new Map<string, string[]>();
  for (const { callId, lcmKey } of wrapUps) keys.set(callId, [...(keys.get(callId) ?? []), lcmKey]);
  const all = [KNOWN.lcmKey, ...campaigns].join(', ');
  return [...keys].flatMap(([callId, its]) =>
    its.join(', ') === all ? [] : [`${callId} was saved for ${its.join(', ')} alone`],
  );
}

interface SetData {
  readonly callid?: string;
  readonly AccountNumber: string;
  readonly AgentComments?: string;
}

/** What LCM is told of one contact in the course of one call. A do-not-call names no call. */
const lineOf = ({ callid = 'do not call', AccountNumber }: SetData): string => `${callid} ${AccountNumber}`;

/** Everything saved that LCM or the outbox does not have. Submissions are in the order of saving. */
function findLosses(saved: readonly Saved[], submissions: readonly SubmissionView[]): string[] {
  const entries = bench.lcm().ledger.entries();
  const byId = new Map(submissions.map((submission) => [submission.id, submission]));
  const lost = saved.filter(({ submissionId }) => !byId.has(submissionId)).map(({ n }) => `${n} is lost`);

  const blocked = new Set(
    entries.filter(({ sets }) => sets === 'doNotCall').map(({ data }) => (data as SetData).AccountNumber),
  );
  const blocks = submissions.filter(({ kind }) => kind === 'doNotCall');
  const unblocked = blocks
    .filter(({ state, lcmKey }) => state !== 'delivered' || !blocked.has(lcmKey))
    .map(({ callId, state }) => `the do-not-call of ${callId} is ${state}`);

  const wrapUps = submissions.filter(({ kind }) => kind !== 'doNotCall');
  const outcomes = entries.filter(({ sets }) => sets === 'outcome');
  const payloads = new Map<string, Set<string>>();
  const newest = new Map<string, number>();
  const held = new Map<string, string | undefined>();
  const disorder = outcomes.flatMap(({ data, applied }) => {
    const n = numberOf(data);
    const line = lineOf(data as SetData);
    const name = `${n} of ${line}`;
    payloads.set(name, (payloads.get(name) ?? new Set()).add(JSON.stringify(data)));
    const before = newest.get(line) ?? -1;
    newest.set(line, Math.max(before, n));
    if (applied) held.set(line, (data as SetData).AgentComments);
    return n < before ? [`${line}: ${n} arrived after ${before}`] : [];
  });
  const lineOfView = ({ callId, lcmKey }: SubmissionView): string =>
    lineOf({ callid: callId, AccountNumber: lcmKey });
  const stuck = wrapUps.flatMap((submission) => {
    const { comment, state } = submission;
    const name = `${numberOf({ AgentComments: comment })} of ${lineOfView(submission)}`;
    if (state === 'delivered') return payloads.has(name) ? [] : [`${name} is delivered and never arrived`];
    return state === 'superseded' && !payloads.has(name) ? [] : [`${name} is ${state}`];
  });
  const differing = [...payloads]
    .filter(([, texts]) => texts.size > 1)
    .map(([name]) => `${name} arrived changed`);
  const lastWords = new Map(wrapUps.map((submission) => [lineOfView(submission), submission.comment]));
  const wrong = [...lastWords].flatMap(([line, comment]) =>
    held.get(line) === comment ? [] : [`${line} ends with ${held.get(line) ?? 'nothing'}`],
  );
  return [...lost, ...unblocked, ...stuck, ...disorder, ...differing, ...wrong];
}
