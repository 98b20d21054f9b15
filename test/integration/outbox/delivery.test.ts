import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '#main/clock.ts';
import type { Database } from '#main/database/database.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { lcmOptionsSchema } from '#main/lcm/options.ts';
import { createLcmSession, type LcmSession } from '#main/lcm/session.ts';
import { silentLog as log } from '#main/log.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import type { FaultInput } from '#simulator/faults.ts';
import type { SubmissionState, SubmissionView } from '#shared/wrapup/submission.ts';
import { dataOf, numberOf, wrapUpOf } from '#test/crash/wrap-ups.ts';

let folder: string;
let simulator: Simulator;
let database: Database;
let session: LcmSession;
let outbox: Outbox;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-delivery-'));
  simulator = await startSimulator();
  start();
});
afterEach(async () => {
  await stop();
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts outbox and session as the core does. */
function start(): void {
  const store = openStore(folder, fileKeyProtector, { clock, log });
  const { cipher } = store;
  database = store.database;
  session = createLcmSession(
    lcmOptionsSchema.parse({
      url: simulator.url,
      proxy: 'none',
      requestTimeoutMs: 300,
      reconnect: { baseMs: 100, capMs: 1_000 },
    }),
    { clock, log, policy: { graceMs: 300 } },
  );
  outbox = createOutbox({
    ...{ database, cipher, clock, log },
    send: (call, data) => session.set(call, data),
    policy: { base: 20, cap: 200 },
  });
  session.lateReply.on(({ call, callId, result }) => {
    outbox.settleLate(call, callId, result);
  });
  session.stateChanged.on(({ status }) => {
    if (status === 'connected') outbox.linkUp(false);
    else outbox.linkDown();
  });
}

async function stop(): Promise<void> {
  await outbox.close();
  await session.close();
  database.close();
}

function becomes(view: SubmissionView, state: SubmissionState): Promise<SubmissionView> {
  return new Promise((resolve) => {
    const look = (): void => {
      const now = outbox.view(view.id);
      if (now?.state !== state) return;
      unsubscribe();
      resolve(now);
    };
    const unsubscribe = outbox.changed.on(look);
    look();
  });
}

const arrived = (): number[] => simulator.ledger.entries().map(({ data }) => numberOf(data));

describe('over a real link', () => {
  it('delivers exactly what was saved', async () => {
    const saved = outbox.submit(wrapUpOf(7, 'call-7'));
    expect(await becomes(saved, 'delivered')).toMatchObject({ attempts: 1, unknown: false, reason: null });
    expect(simulator.ledger.entries()).toMatchObject([
      { subtopic: 'SetCallOutcomeWithComments', data: dataOf(7, 'call-7'), applied: true },
    ]);
  });

  const losses: [string, FaultInput][] = [
    ['the reply is dropped', { dropReply: 1 }],
    ['the link breaks before LCM applies it', { disconnectBefore: 1 }],
    ['the link breaks after LCM applied it', { disconnectAfter: 1 }],
    ['LCM says goodbye instead of answering', { disconnectAfter: { times: 1, by: 'goodbye' } }],
  ];
  it.each(losses)('sends the identical payload again where %s', async (_name, fault) => {
    simulator.faults.set(fault);
    const saved = outbox.submit(wrapUpOf(1, 'call-1'));
    expect(await becomes(saved, 'delivered')).toMatchObject({ attempts: 2 });
    expect(arrived()).toEqual([1, 1]);
    const [first, second] = simulator.ledger.entries();
    expect(JSON.stringify(second?.data)).toBe(JSON.stringify(first?.data));
    expect(outbox.history({ query: '', before: null, limit: 9 }).map(({ to }) => to)).toEqual([
      'delivered',
      'sending',
      'queued',
      'sending',
      'queued',
    ]);
  });

  it('keeps the words of a refusal and goes on with the others', async () => {
    simulator.faults.set({ refuse: { times: 1, msg: 'Contact is closed.' } });
    const first = outbox.submit(wrapUpOf(1, 'call-1'));
    const second = outbox.submit(wrapUpOf(2, 'call-2'));
    expect(await becomes(first, 'refused')).toMatchObject({ reason: 'Contact is closed.' });
    await becomes(second, 'delivered');
    outbox.retry(first.id);
    await becomes(first, 'delivered');
    expect(arrived()).toEqual([1, 2, 1]);
  });

  it('ends with the correction, though replies to what it corrects are late, doubled or lost', async () => {
    for (const fault of [
      { lateReply: { times: 1, afterMs: 350 } },
      { duplicateReply: 1 },
      { dropReply: 1 },
      { disconnectAfter: 1 },
    ] satisfies FaultInput[]) {
      simulator.reset();
      simulator.faults.set(fault);
      const first = outbox.submit(wrapUpOf(1, 'call-x'));
      await simulator.ledger.waitFor(({ data }) => numberOf(data) === 1);
      const second = outbox.submit(wrapUpOf(4, 'call-x'));
      simulator.faults.set({ disconnectBefore: 1 });
      await becomes(second, 'delivered');
      expect(outbox.view(first.id)?.state).toBe('delivered');
      expect(simulator.ledger.finalStates().get('call-x')?.data).toEqual(dataOf(4, 'call-x'));
      const order = arrived();
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });
});

it('delivers in order what was saved while LCM was away and the app was restarted', async () => {
  const { port } = simulator;
  await simulator.close();
  const saved = [1, 2, 4].map((n) => outbox.submit(wrapUpOf(n, `call-${n}`)));
  await stop();
  start();
  expect(outbox.summary()).toMatchObject({ waiting: 3, sending: 0 });
  simulator = await startSimulator({ port });
  await Promise.all(saved.map((view) => becomes(view, 'delivered')));
  expect(arrived()).toEqual([1, 2, 4]);
});
