import { describe, expect, it } from 'vitest';
import { next } from '#test/integration/lcm/bench.ts';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import type { FaultInput } from '#simulator/faults/faults.ts';
import { MALFORMED_KINDS } from '#simulator/faults/malformed.ts';
import { dataOf, numberOf, seeded } from '#test/support/wrap-ups.ts';
import { connectClient, type BusClient } from '#test/integration/simulator/bus-client.ts';
import { setOutcome } from '#test/integration/simulator/samples.ts';
import { openDesk, TIME_LIMIT, type Desk, type Test } from '#test/support/desk.ts';
import { transitionsOf } from '#test/support/transitions.ts';

interface Bench {
  readonly simulator: Simulator;
  readonly desk: Desk;
}

async function setUp(test: Test, requestTimeoutMs = TIME_LIMIT): Promise<Bench> {
  const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`AFTERWORD_SEED=${seed}`);
  const simulator = await startSimulator({ random: seeded(seed) });
  test.onTestFinished(() => simulator.close());
  const desk = openDesk(test, simulator.url, { requestTimeoutMs });
  await desk.connected();
  return { simulator, desk };
}

/** Another application on the same bus. */
async function another(test: Test, { simulator }: Bench): Promise<BusClient> {
  const client = await connectClient(simulator.url);
  test.onTestFinished(() => client.close());
  return client;
}

const arrived = ({ simulator }: Bench): number[] =>
  simulator.ledger.entries().map(({ data }) => numberOf(data));

/** Resolves once the desk has heard everything that was sent on the bus before. */
async function heard({ simulator, desk }: Bench): Promise<void> {
  const subtopic = `Mark${Math.random()}`;
  const mark = next(desk.session.envelopeReceived, (envelope) => envelope.subtopic === subtopic);
  simulator.broadcast({ channel: 'Test', topic: 'Test', subtopic });
  await mark;
}

describe.concurrent('replies that are', () => {
  const faults: [string, FaultInput][] = [
    ['lost', { dropReply: { probability: 0.4 } }],
    ['late, after the retry', { lateReply: { probability: 0.4, afterMs: TIME_LIMIT + 150 } }],
    ['doubled', { duplicateReply: true }],
    ['late and doubled', { lateReply: { probability: 0.4, afterMs: TIME_LIMIT + 50 }, duplicateReply: true }],
    ['out of order', { lateReply: { probability: 0.5, afterMs: 120 } }],
    ['among those to other applications', { foreignTraffic: 2, dropReply: { probability: 0.2 } }],
  ];
  it.for(faults)('%s leave each call with the agent’s last word', async ([, fault], test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set(fault);
    for (let n = 0; n < 12; n += 1) desk.submit(n, `call-${n - (n % 3)}`);
    await desk.drained();
    for (let n = 12; n < 18; n += 1) desk.submit(n, `call-${n - (n % 3)}`);
    await desk.drained();
    expect(await desk.faults(simulator)).toEqual([]);
  });

  it.for(MALFORMED_KINDS.filter((kind) => kind !== 'successAsText'))(
    'malformed (%s) are ignored: after the time limit the same request is sent again',
    async (kind, test) => {
      const bench = await setUp(test);
      bench.simulator.faults.set({ malformedReply: { times: 1, kind } });
      bench.desk.submit(1, 'call-1');
      expect((await bench.desk.becomes(1, 'delivered')).attempts).toBeGreaterThan(1);
      expect(await bench.desk.faults(bench.simulator)).toEqual([]);
    },
  );

  it('failures are shown as refused, each for its own call', async (test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set({ malformedReply: { times: 1, kind: 'successAsText' } });
    desk.submit(1, 'call-1');
    desk.submit(2, 'call-2');
    expect((await desk.becomes(1, 'refused')).reason).toBe('no-reason');
    await desk.becomes(2, 'delivered');
  });
});

describe.concurrent('a reply settles nothing but its own submission:', () => {
  /** Wrap-up 1 waits for a reply that LCM never sends. */
  async function unanswered(test: Test, callId = 'call-1', requestTimeoutMs?: number): Promise<Bench> {
    const bench = await setUp(test, requestTimeoutMs);
    bench.simulator.faults.set({ dropReply: true });
    bench.desk.submit(1, callId);
    await bench.simulator.ledger.waitFor(({ data, applied }) => applied && numberOf(data) === 1);
    return bench;
  }

  const reply = (callid: unknown, response: unknown = { success: true }, more: object = {}): object => ({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetCallOutcomeWithCommentsResult',
    message: { callid, response },
    ...more,
  });

  it.for<[string, object]>([
    ['a callid that differs in case', reply('A1')],
    ['a callid that has more to it', reply('a1x')],
    ['a callid with another blank inside', reply('a 1')],
    ['a callid of another type', reply(['a1'])],
    ['no callid', reply(undefined)],
    ['the subtopic of another set', reply('a1', undefined, { subtopic: 'SetCallbackWithCommentsResult' })],
    ['the subtopic of the request', reply('a1', undefined, { subtopic: 'SetCallOutcomeWithComments' })],
    ['another channel', reply('a1', undefined, { channel: 'CRM' })],
    ['another topic', reply('a1', undefined, { topic: 'Telephony' })],
    ['a refusal that says the callid was empty', reply('', { success: false, msg: 'Callid is empty' })],
  ])('not one with %s', async ([, stray], test) => {
    const bench = await unanswered(test, 'a1', 10_000);
    bench.simulator.broadcast(stray);
    await heard(bench);
    expect(bench.desk.view(1)).toMatchObject({ attempts: 1, state: 'sending' });
    bench.simulator.broadcast(reply(' a1 '));
    await bench.desk.becomes(1, 'delivered');
  });

  it('call ids that differ only in case are different calls', async (test) => {
    const bench = await setUp(test);
    const { simulator, desk } = bench;
    simulator.faults.set({ dropReply: true });
    desk.submit(1, 'call-a');
    desk.submit(2, 'call-A');
    await simulator.ledger.waitUntil(({ counts }) => counts().applied === 2);
    simulator.broadcast(reply('call-A', { success: false, msg: 'Not this one.' }));
    expect((await desk.becomes(2, 'refused')).reason).toBe('Not this one.');
    expect(desk.view(1).state).not.toBe('refused');
    simulator.faults.clear();
    await desk.becomes(1, 'delivered');
    expect(simulator.ledger.finalStates().get('call-a')?.data).toEqual(dataOf(1, 'call-a'));
  });

  it.for([false, true])(
    'a late reply to the original does not settle its correction (restarted while it was in flight: %s)',
    async (restarted, test) => {
      const bench = await unanswered(test);
      const { simulator, desk } = bench;
      if (restarted) {
        await desk.restart();
        await desk.connected();
      } else await desk.becomes(1, 'queued');
      simulator.faults.clear();
      await desk.becomes(1, 'delivered');
      // LCM will refuse the correction. The reply to the first of the two sends comes while the correction is in
      // flight.
      simulator.faults.set({ refuse: { msg: 'Closed.' }, latency: 150 });
      desk.submit(4, 'call-1');
      await simulator.ledger.waitFor(({ data }) => numberOf(data) === 4);
      simulator.broadcast(reply('call-1'));
      expect((await desk.becomes(4, 'refused')).reason).toBe('Closed.');
      expect(await transitionsOf(desk.outbox.history)).not.toContainEqual(
        expect.objectContaining({ submissionId: 'wrap-up-4', to: 'delivered' }),
      );
    },
  );

  it('a doubled reply to the original does not settle its correction', async (test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set({ duplicateReply: 1 });
    desk.submit(1, 'call-1');
    await simulator.ledger.waitFor(({ applied }) => applied);
    simulator.faults.set({ refuse: { msg: 'Closed.' } });
    desk.submit(4, 'call-1');
    expect((await desk.becomes(4, 'refused')).reason).toBe('Closed.');
    expect(desk.view(1).state).toBe('delivered');
  });

  it('a reply to another application that set the same call does not', async (test) => {
    const bench = await setUp(test);
    const { simulator, desk } = bench;
    const other = await another(test, bench);
    // The other application's request comes first and is refused, ours is applied: two replies with the same callid.
    simulator.faults.set({ latency: 200, refuse: 1 });
    other.send(setOutcome('call-1', { OutcomeId: 5 }));
    await simulator.ledger.waitFor(({ source }) => source === 'test');
    desk.submit(1, 'call-1');
    await desk.becomes(1, 'delivered');
    expect(desk.view(1)).toMatchObject({ state: 'delivered', reason: null });
    expect(simulator.ledger.finalStates().get('call-1')?.data).toEqual(dataOf(1, 'call-1'));
  });

  it('a reply to another application does not, even if our own request was lost', async (test) => {
    const bench = await unanswered(test);
    const { simulator, desk } = bench;
    const other = await another(test, bench);
    other.send(setOutcome('call-1', { OutcomeId: 5 }));
    await simulator.ledger.waitFor(({ source }) => source === 'test');
    simulator.broadcast(reply('call-1'));
    await heard(bench);
    // By now it may have been given up, and wait to be sent again.
    expect(desk.view(1).state).not.toBe('delivered');
    simulator.faults.clear();
    await desk.becomes(1, 'delivered');
    expect(simulator.ledger.finalStates().get('call-1')?.data).toEqual(dataOf(1, 'call-1'));
    expect(arrived(bench).filter((n) => n === 1).length).toBeGreaterThan(1);
  });

  it('a refusal without a callid does not, while another application waits for its reply', async (test) => {
    const bench = await unanswered(test);
    const { simulator, desk } = bench;
    const other = await another(test, bench);
    other.send(setOutcome('their-call'));
    await simulator.ledger.waitFor(({ source }) => source === 'test');
    simulator.broadcast(reply(undefined, { success: false, msg: 'Not theirs either.' }));
    await heard(bench);
    simulator.faults.clear();
    await desk.becomes(1, 'delivered');
  });
});
