import { describe, expect, test, vi } from 'vitest';
import type { FaultInput } from '#simulator/faults/faults.ts';
import { MALFORMED_KINDS } from '#simulator/faults/malformed.ts';
import { bySubtopic, connectClient, disconnected } from './bus-client.ts';
import { SET_REPLY, done, listOutcomes, setOutcome } from './samples.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

/** An LCM without announcements, so that a client hears only replies, and one client. */
async function start(faults: FaultInput) {
  const simulator = await simulatorFor({ faults, announceOutcomes: false });
  return { simulator, ledger: simulator.ledger, client: await clientFor(simulator.url) };
}

/** Everything the client heard before the reply to a last set. */
async function heardUntilLast(client: Awaited<ReturnType<typeof clientFor>>): Promise<unknown[]> {
  client.send(setOutcome('last'));
  await client.next((message) => JSON.stringify(message) === JSON.stringify(done('last')));
  return client.heard;
}

describe('latency', () => {
  test('is each request’s own: those that came together are answered together, in their order', async () => {
    const { client } = await start({ latency: 200 });
    const timers = vi.spyOn(globalThis, 'setTimeout');
    for (let call = 0; call < 40; call++) client.send(setOutcome(String(call)));
    await client.next((message) => JSON.stringify(message) === JSON.stringify(done('39')));
    const waits = timers.mock.calls.length;
    timers.mockRestore();
    expect(client.heard).toEqual(Array.from({ length: 39 }, (_, call) => done(String(call))));
    expect(waits).toBeLessThan(20);
  });
});

describe('replies', () => {
  test('are dropped after the set was applied', async () => {
    const { ledger, client } = await start({ dropReply: 2 });
    client.send(setOutcome('1'));
    client.send(setOutcome('2'));
    expect(await heardUntilLast(client)).toEqual([]);
    expect([...ledger.finalStates().keys()]).toEqual(['1', '2', 'last']);
  });

  test('are doubled', async () => {
    const { ledger, client } = await start({ duplicateReply: 1 });
    client.send(setOutcome('1'));
    expect(await heardUntilLast(client)).toEqual([done('1'), done('1')]);
    expect(ledger.counts().applied).toBe(2);
  });

  test('come late, after the replies to later requests', async () => {
    const { simulator, client } = await start({ lateReply: { times: 1, afterMs: 500 } });
    client.send(setOutcome('1'));
    expect(await heardUntilLast(client)).toEqual([]);
    expect(simulator.ledger.finalStates().has('1')).toBe(true);
    expect(await client.next()).toEqual(done('1'));
  });

  test.each(MALFORMED_KINDS)('are malformed: %s', async (kind) => {
    const { ledger, client } = await start({ malformedReply: { times: 1, kind } });
    client.send(setOutcome('1'));
    const heard = await heardUntilLast(client);
    expect(heard).toHaveLength(1);
    expect(heard).not.toEqual([done('1')]);
    expect(ledger.finalStates().has('1')).toBe(true);
  });

  test('are malformed in any of the ways', async () => {
    const { client } = await start({ malformedReply: 30 });
    for (let call = 0; call < 30; call++) client.send(setOutcome(String(call)));
    const heard = await heardUntilLast(client);
    expect(heard).toHaveLength(30);
    expect(new Set(heard.map((message) => typeof message)).size).toBeGreaterThan(1);
  });
});

describe('refusals', () => {
  test.each([
    [{ refuse: 1 }, { success: false, msg: 'Outcome could not be set.' }],
    [{ refuse: { times: 1, msg: 'Campaign closed' } }, { success: false, msg: 'Campaign closed' }],
    [{ refuse: { times: 1, msg: null } }, { success: false }],
    [
      { wsError: { times: 1, errorMessage: 'Timeout expired', msg: 'Try again' } },
      { errorType: 'WS_Error', errorMessage: 'Timeout expired', msg: 'Try again' },
    ],
  ])('%j refuses and applies nothing', async (faults, response) => {
    const { ledger, client } = await start(faults);
    client.send(setOutcome('1'));
    expect(await heardUntilLast(client)).toEqual([{ ...done('1'), message: { callid: '1', response } }]);
    expect(ledger.counts()).toMatchObject({ received: 2, applied: 1, refused: 1 });
    expect(ledger.finalStates().has('1')).toBe(false);
    expect(ledger.entries()[0]?.refusal).not.toBeNull();
  });
});

describe('the link ends', () => {
  test.each([
    ['cut', 'transport close'],
    ['goodbye', 'io server disconnect'],
  ] as const)('before the set is applied (%s)', async (by, reason) => {
    const { simulator, ledger, client } = await start({ disconnectBefore: { times: 1, by } });
    const ended = disconnected(client);
    client.send(setOutcome('1'));
    expect(await ended).toBe(reason);
    expect(ledger.counts()).toMatchObject({ received: 1, applied: 0, lost: 1 });
    expect(client.heard).toEqual([]);

    const again = await clientFor(simulator.url);
    again.send(setOutcome('1'));
    expect(await again.next()).toEqual(done('1'));
    expect(ledger.entries().map(({ applied }) => applied)).toEqual([false, true]);
  });

  test.each([
    ['cut', 'transport close'],
    ['goodbye', 'io server disconnect'],
  ] as const)('after the set was applied, before the reply (%s)', async (by, reason) => {
    const { simulator, ledger, client } = await start({ disconnectAfter: { times: 1, by } });
    const other = await clientFor(simulator.url);
    const ended = disconnected(client);
    client.send(setOutcome('1'));
    expect(await ended).toBe(reason);
    expect(ledger.finalStates().has('1')).toBe(true);
    expect(client.heard).toEqual([]);
    // No other client hears it either.
    expect((await heardUntilLast(other)).filter(bySubtopic(SET_REPLY))).toEqual([]);
  });

  test('for all clients at once', async () => {
    const { simulator, client } = await start({});
    const ended = [disconnected(client), disconnected(await clientFor(simulator.url))];
    expect(simulator.connections()).toBe(2);
    simulator.disconnectAll();
    expect(await Promise.all(ended)).toEqual(['transport close', 'transport close']);
    expect(simulator.connections()).toBe(0);
  });

  test('over polling too', async () => {
    const simulator = await simulatorFor({ faults: { disconnectAfter: 1 } });
    const client = await clientFor(simulator.url, { transports: ['polling'] });
    const ended = disconnected(client);
    client.send(setOutcome('1'));
    await ended;
    expect(simulator.ledger.finalStates().has('1')).toBe(true);
    expect(client.heard.filter(bySubtopic(SET_REPLY))).toEqual([]);
  });
});

describe('latency', () => {
  test('delays a set, which is in the ledger but not applied until then', async () => {
    const { ledger, client } = await start({ latency: 120 });
    client.send(setOutcome('1'));
    const entry = await ledger.waitFor(() => true);
    expect(entry.applied).toBe(false);
    await ledger.waitFor(({ applied }) => applied);
    // Timers count whole milliseconds, so one millisecond less than the delay may have passed.
    expect(Date.now() - entry.at).toBeGreaterThanOrEqual(119);
  });

  test('never lets one set overtake another', async () => {
    const { simulator, ledger, client } = await start({ latency: { minMs: 0, maxMs: 30 } });
    const order: number[] = [];
    ledger.onSettled(({ seq }) => order.push(seq));
    for (let call = 0; call < 40; call++) client.send(setOutcome('1', { LeadScore: call }));
    await ledger.waitUntil(({ counts }) => counts().received === 40);
    simulator.faults.set({ latency: null });
    client.send(setOutcome('1', { LeadScore: 40 }));
    await ledger.waitUntil(({ counts }) => counts().applied === 41);
    expect(order).toEqual(order.map((_, index) => index + 1));
    expect(ledger.finalStates().get('1')?.data).toMatchObject({ LeadScore: 40 });
  });

  test('delayed sets are lost when LCM stops', async () => {
    const { simulator, ledger, client } = await start({ latency: 60_000 });
    client.send(setOutcome('1'));
    await ledger.waitFor(() => true);
    await simulator.close();
    expect(ledger.counts()).toMatchObject({ received: 1, applied: 0, lost: 1 });
  });
});

describe('connections are refused for a while', () => {
  test.each(['deny', 'close'] as const)('%s: then LCM is back on its port', async (how) => {
    const { simulator, client } = await start({});
    const ended = disconnected(client);
    simulator.faults.set({ refuseConnections: { ms: 1_000, how } });
    await ended;
    const { url } = simulator;
    await expect(connectClient(url)).rejects.toThrow();
    const state = await fetch(`${url}/state`).then(
      ({ status }) => status,
      () => 'not listening',
    );
    expect(state).toBe(how === 'deny' ? 200 : 'not listening');
    const back = await clientOnceBack(url);
    back.send(setOutcome('1'));
    expect(await back.next()).toEqual(done('1'));
    expect(simulator.faults.current().refuseConnections).toBeNull();
  });
});

async function clientOnceBack(url: string) {
  for (;;) {
    try {
      return await clientFor(url);
    } catch {
      // Not yet. Try again until the test's own time limit.
    }
  }
}

test('only the named requests are hit', async () => {
  const { client } = await start({ dropReply: true, only: ['GetBusinessOutCome'] });
  client.send(listOutcomes('1'));
  expect(await heardUntilLast(client)).toEqual([]);
});

test("other apps' messages never name the client's calls, and can be stopped", async () => {
  const { simulator, client } = await start({ foreignTraffic: 2 });
  const seen: unknown[] = [];
  while (seen.length < 24) seen.push(await client.next());
  expect(
    new Set(seen.map((message) => JSON.stringify(message).replace(/\d+/g, ''))).size,
  ).toBeGreaterThanOrEqual(11);
  simulator.faults.clear();
  client.heard.length = 0;
  await heardUntilLast(client);
  client.heard.length = 0;
  await heardUntilLast(client);
  expect(client.heard).toEqual([]);
  expect(simulator.ledger.entries().every(({ data }) => JSON.stringify(data).includes('last'))).toBe(true);
});

test('invalid faults keep the simulator from starting', async () => {
  await expect(simulatorFor({ faults: { dropReply: -1 } })).rejects.toThrow(/^dropReply.times: /);
});
