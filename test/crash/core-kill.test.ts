import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SUBMISSION_STATES, type SubmissionView } from '#shared/wrapup/submission.ts';
import { ask, callOf, createCoreBench, draftOf, emptied, type CoreBench } from '#test/support/core-bench.ts';
import { startCoreProcess } from '#test/faults/core-process.ts';
import { commentOf, numberOf, seeded } from '#test/support/wrap-ups.ts';

/** A whole core takes longer to start than an outbox, so it gets a sixteenth of the kills. */
const kills = Math.ceil(Number(process.env['AFTERWORD_KILLS'] ?? 200) / 16);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** A wrap-up that the screen reported as saved. */
interface Saved {
  readonly n: number;
  readonly callId: string;
  readonly submissionId: string;
}

let bench: CoreBench;
beforeEach(async () => {
  bench = await createCoreBench({ ledgerLimit: Infinity, random: seeded(seed - 1) });
  bench.settings({
    lcm: {
      url: bench.lcm().url,
      proxy: 'none',
      reconnect: { baseMs: 100, capMs: 1_000 },
      requestTimeoutMs: 400,
    },
    outbox: { retry: { baseMs: 100, capMs: 1_000 } },
    agent: { userId: 'ana' },
  });
});
afterEach(() => bench.remove());

it(`loses nothing over ${kills} kills of the whole core`, { timeout: 120_000 + kills * 30_000 }, async () => {
  console.log(`AFTERWORD_SEED=${seed} AFTERWORD_KILLS=${kills * 16}`);
  const random = seeded(seed);
  const saved: Saved[] = [];
  let n = 0;
  bench.lcm().faults.set({
    latency: { minMs: 0, maxMs: 6 },
    dropReply: { probability: 0.05 },
    duplicateReply: { probability: 0.1 },
    disconnectBefore: { probability: 0.02 },
    disconnectAfter: { probability: 0.02 },
    foreignTraffic: { everyMs: 20 },
  });
  for (let count = 0; count < kills; count += 1) {
    const core = await startCoreProcess(bench.folder);
    if (!core.start.started) throw new Error(core.start.message);
    let killed = false;
    const work = (async () => {
      for (; ; n += 1) {
        const callId = `call-${Math.max(0, n - (random() < 0.4 ? Math.floor(random() * 5) : 0))}`;
        const draft = draftOf(commentOf(n));
        await ask(core, 'openCall', callOf(callId));
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
  expect(findLosses(saved, submissions.reverse())).toEqual([]);
  const arrived = bench.lcm().ledger.counts().received;
  const delivered = submissions.filter(({ state }) => state === 'delivered').length;
  console.log({
    saved: saved.length,
    superseded: submissions.length - delivered,
    sentAgain: arrived - delivered,
  });
  expect(saved.length).toBeGreaterThan(kills);
});

/** Everything saved that LCM or the outbox does not have. Submissions are in the order of saving. */
function findLosses(saved: readonly Saved[], submissions: readonly SubmissionView[]): string[] {
  const { ledger } = bench.lcm();
  const byId = new Map(submissions.map((submission) => [submission.id, submission]));
  const payloads = new Map<number, Set<string>>();
  const newest = new Map<string, number>();
  const disorder = ledger.entries().flatMap(({ data }) => {
    const [n, { callid }] = [numberOf(data), data as { callid: string }];
    payloads.set(n, (payloads.get(n) ?? new Set()).add(JSON.stringify(data)));
    const before = newest.get(callid) ?? -1;
    newest.set(callid, Math.max(before, n));
    return n < before ? [`${callid}: ${n} arrived after ${before}`] : [];
  });
  const lost = saved.filter(({ submissionId }) => !byId.has(submissionId)).map(({ n }) => `${n} is lost`);
  const stuck = submissions.flatMap(({ comment, state }) => {
    const n = numberOf({ AgentComments: comment });
    if (state === 'delivered') return payloads.has(n) ? [] : [`${n} is delivered and never arrived`];
    return state === 'superseded' && !payloads.has(n) ? [] : [`${n} is ${state}`];
  });
  const differing = [...payloads].filter(([, texts]) => texts.size > 1).map(([n]) => `${n} arrived changed`);
  const lastWords = new Map(submissions.map(({ callId, comment }) => [callId, comment]));
  const wrong = [...lastWords].flatMap(([callId, comment]) => {
    const final = ledger.finalStates().get(callId)?.data as { AgentComments: string } | undefined;
    return final?.AgentComments === comment
      ? []
      : [`${callId} ends with ${final?.AgentComments ?? 'nothing'}`];
  });
  return [...lost, ...stuck, ...disorder, ...differing, ...wrong];
}
