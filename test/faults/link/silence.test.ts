import { describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import { numberOf } from '#test/support/wrap-ups.ts';
import { openDesk, TIME_LIMIT, type Desk, type Test } from '#test/support/desk.ts';

/** The most submissions that the outbox has in flight. */
const MAX_IN_FLIGHT = 4;

interface Bench {
  readonly simulator: Simulator;
  readonly desk: Desk;
}

async function setUp(test: Test, retryAfter?: number): Promise<Bench> {
  const simulator = await startSimulator();
  test.onTestFinished(() => simulator.close());
  const desk = openDesk(test, simulator.url, {}, retryAfter);
  await desk.connected();
  return { simulator, desk };
}

/**
 * Counts the requests that arrive per time limit, from now on. Each request in flight takes the whole time limit, so
 * `most` should not exceed the number in flight.
 */
function watchForPileUp({ ledger }: Simulator): { readonly most: number } {
  const begin = performance.now();
  const seen = { most: 0 };
  let arrived = 0;
  ledger.onEntry(() => {
    arrived += 1;
    const rounds = 1 + Math.floor((performance.now() - begin) / TIME_LIMIT);
    seen.most = Math.max(seen.most, arrived / rounds);
  });
  return seen;
}

describe.concurrent('an LCM that takes requests and never answers', () => {
  it('is asked again and again, with few requests in flight, and gets everything once it answers', async (test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set({ dropReply: true });
    const pileUp = watchForPileUp(simulator);
    for (let n = 0; n < 40; n += 1) desk.submit(n, `call-${n}`);
    await simulator.ledger.waitUntil(({ counts }) => counts().received > 5 * MAX_IN_FLIGHT);
    expect(pileUp.most).toBeLessThanOrEqual(MAX_IN_FLIGHT);
    expect(desk.outbox.summary().sending).toBeLessThanOrEqual(MAX_IN_FLIGHT);
    expect(desk.session.state().status).toBe('connected');
    const [first] = simulator.ledger.entries();
    expect(desk.view(numberOf(first?.data))).toMatchObject({ unknown: true });

    simulator.faults.clear();
    await desk.drained();
    expect(await desk.faults(simulator)).toEqual([]);
  });

  it('no other call waits for one that is tried again', async (test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set({ dropReply: 1 });
    desk.submit(1, 'call-1');
    await simulator.ledger.waitFor(({ applied }) => applied);
    desk.submit(2, 'call-2');
    await desk.becomes(2, 'delivered');
    await desk.becomes(1, 'delivered');
    expect(await desk.faults(simulator)).toEqual([]);
  });
});

describe.concurrent('an LCM that answers after the time limit', () => {
  it('settles with its late reply a submission that waits to be sent again', async (test) => {
    const { simulator, desk } = await setUp(test, 60_000);
    simulator.faults.set({ latency: TIME_LIMIT + 200 });
    desk.submit(1, 'call-1');
    await desk.becomes(1, 'sending');
    expect(await desk.becomes(1, 'queued')).toMatchObject({ unknown: true, reason: 'timeout' });
    expect(await desk.becomes(1, 'delivered')).toMatchObject({ unknown: false, attempts: 1 });
    expect(await desk.trail(1)).toEqual(['submitted', 'sent', 'timeout', 'acknowledgedLate']);
    expect(simulator.ledger.entries()).toHaveLength(1);
  });

  it('can refuse with its late reply too', async (test) => {
    const { simulator, desk } = await setUp(test, 60_000);
    simulator.faults.set({ latency: TIME_LIMIT + 200, refuse: { times: 1, msg: 'Too late.' } });
    desk.submit(1, 'call-1');
    expect(await desk.becomes(1, 'refused')).toMatchObject({ reason: 'Too late.', attempts: 1 });
  });

  it('gets every call through, with few requests in flight', async (test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set({ latency: TIME_LIMIT + 100 });
    const pileUp = watchForPileUp(simulator);
    for (let n = 0; n < 12; n += 1) desk.submit(n, `call-${n}`);
    await desk.drained();
    expect(await desk.faults(simulator)).toEqual([]);
    // A late reply frees its place before the retry's time limit has passed, so at most twice as many.
    expect(pileUp.most).toBeLessThanOrEqual(2 * MAX_IN_FLIGHT);
    expect(simulator.ledger.counts().received).toBeLessThanOrEqual(2 * 12 + MAX_IN_FLIGHT);
  });
});
