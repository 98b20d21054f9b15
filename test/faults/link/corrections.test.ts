import { describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import { numberOf } from '#test/support/wrap-ups.ts';
import { openDesk, type Desk, type Test } from '#test/support/desk.ts';

interface Bench {
  readonly simulator: Simulator;
  readonly desk: Desk;
}

async function setUp(test: Test, options: Parameters<typeof openDesk>[2] = {}): Promise<Bench> {
  const simulator = await startSimulator();
  test.onTestFinished(() => simulator.close());
  const desk = openDesk(test, simulator.url, options);
  await desk.connected();
  return { simulator, desk };
}

const arrived = ({ ledger }: Simulator): number[] => ledger.entries().map(({ data }) => numberOf(data));

/** Wrap-up 1, and its corrections by another set (3) and by the same set (4). */
describe.concurrent.each([3, 4])('a correction (%i)', (correction) => {
  it('replaces a submission that was never sent', async (test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set({ refuseConnections: { ms: 300, how: 'close' } });
    await desk.cutOff();
    desk.submit(1, 'call-1');
    desk.submit(correction, 'call-1');
    expect(desk.view(1)).toMatchObject({ state: 'superseded', attempts: 0 });
    await desk.becomes(correction, 'delivered');
    expect(arrived(simulator)).toEqual([correction]);
    expect(await desk.faults(simulator)).toEqual([]);
  });

  it('follows a submission in flight, once that is answered', async (test) => {
    const { simulator, desk } = await setUp(test, { requestTimeoutMs: 5_000 });
    simulator.faults.set({ latency: 250 });
    desk.submit(1, 'call-1');
    await simulator.ledger.waitFor(() => true);
    desk.submit(correction, 'call-1');
    const second = await simulator.ledger.waitFor(({ data }) => numberOf(data) === correction);
    const [first] = simulator.ledger.entries();
    expect(first?.applied).toBe(true);
    expect(second.seq).toBe(2);
    await desk.becomes(correction, 'delivered');
    expect(arrived(simulator)).toEqual([1, correction]);
    expect(await desk.faults(simulator)).toEqual([]);
  });

  it.for([false, true])(
    'follows a submission that LCM may have applied, once that is settled (restarted between: %s)',
    async (restarted, test) => {
      const { simulator, desk } = await setUp(test);
      simulator.faults.set({ dropReply: true });
      desk.submit(1, 'call-1');
      await simulator.ledger.waitFor(({ applied }) => applied);
      if (restarted) {
        await desk.restart();
        await desk.connected();
      }
      await desk.becomes(1, 'queued');
      expect(desk.view(1).unknown).toBe(true);
      desk.submit(correction, 'call-1');
      expect(desk.view(1).state).not.toBe('superseded');
      const again = await simulator.ledger.waitFor(({ seq, applied }) => seq > 1 && applied);
      expect(numberOf(again.data)).toBe(1);
      simulator.faults.clear();
      await desk.drained();
      const order = arrived(simulator);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order.at(-1)).toBe(correction);
      expect(await desk.faults(simulator)).toEqual([]);
    },
  );

  it('replaces a submission that LCM refused', async (test) => {
    const { simulator, desk } = await setUp(test);
    simulator.faults.set({ refuse: 1 });
    desk.submit(1, 'call-1');
    await desk.becomes(1, 'refused');
    desk.submit(correction, 'call-1');
    expect(desk.view(1).state).toBe('superseded');
    await desk.becomes(correction, 'delivered');
    expect(arrived(simulator)).toEqual([1, correction]);
    expect(simulator.ledger.finalStates().get('call-1')?.data).toMatchObject({
      AgentComments: `comment ${correction}`,
    });
  });

  it('is sent even if LCM refuses the original while the correction waits', async (test) => {
    const { simulator, desk } = await setUp(test, { requestTimeoutMs: 5_000 });
    simulator.faults.set({ latency: 250, refuse: 1 });
    desk.submit(1, 'call-1');
    await simulator.ledger.waitFor(() => true);
    desk.submit(correction, 'call-1');
    await desk.becomes(correction, 'delivered');
    expect(desk.view(1).state).toBe('superseded');
    expect(await desk.trail(1)).toEqual(['submitted', 'sent', 'Outcome could not be set.', 'corrected']);
    expect(arrived(simulator)).toEqual([1, correction]);
  });
});

it.concurrent('LCM ends with the last of many corrections', async (test) => {
  const { simulator, desk } = await setUp(test);
  simulator.faults.set({ latency: { minMs: 0, maxMs: 30 }, dropReply: { times: 4, probability: 0.3 } });
  for (let n = 0; n < 30; n += 1) {
    desk.submit(n, 'call-1');
    if (n % 3 === 0) await desk.becomes(n, n % 2 === 0 ? 'sending' : 'delivered');
  }
  await desk.drained();
  expect(await desk.faults(simulator)).toEqual([]);
});
