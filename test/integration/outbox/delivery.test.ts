import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import type { FaultInput } from '#simulator/faults/faults.ts';
import { dataOf, numberOf } from '#test/support/wrap-ups.ts';
import { keptPort } from '#test/support/kept-port.ts';
import { openDesk, type Desk } from '#test/support/desk.ts';
import { transitionsOf } from '#test/support/transitions.ts';

let simulator: Simulator;
let desk: Desk;

beforeEach(async () => {
  simulator = await startSimulator({ port: await keptPort() });
  onTestFinished(() => simulator.close());
  // Long enough that a try ends only because of the test, however busy the machine is.
  desk = openDesk({ onTestFinished }, simulator.url, { requestTimeoutMs: 1_000 });
});

const arrived = (): number[] => simulator.ledger.entries().map(({ data }) => numberOf(data));

describe('over a real link', () => {
  it('delivers exactly what was saved', async () => {
    desk.submit(7, 'call-7');
    expect(await desk.becomes(7, 'delivered')).toMatchObject({ attempts: 1, unknown: false, reason: null });
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
    desk.submit(1, 'call-1');
    expect(await desk.becomes(1, 'delivered')).toMatchObject({ attempts: 2 });
    expect(arrived()).toEqual([1, 1]);
    const [first, second] = simulator.ledger.entries();
    expect(JSON.stringify(second?.data)).toBe(JSON.stringify(first?.data));
    const history = await transitionsOf(desk.outbox.history);
    expect(history.map(({ to }) => to)).toEqual(['delivered', 'sending', 'queued', 'sending', 'queued']);
  });

  it('keeps the words of a refusal and goes on with the others', async () => {
    simulator.faults.set({ refuse: { times: 1, msg: 'Contact is closed.' } });
    const first = desk.submit(1, 'call-1');
    desk.submit(2, 'call-2');
    expect(await desk.becomes(1, 'refused')).toMatchObject({ reason: 'Contact is closed.' });
    await desk.becomes(2, 'delivered');
    desk.outbox.retry(first.id);
    await desk.becomes(1, 'delivered');
    expect(arrived()).toEqual([1, 2, 1]);
  });

  const replies: [string, FaultInput][] = [
    ['late', { lateReply: { times: 1, afterMs: 1_100 } }],
    ['doubled', { duplicateReply: 1 }],
    ['lost', { dropReply: 1 }],
    ['lost with the link', { disconnectAfter: 1 }],
  ];
  it.each(replies)(
    'ends with the correction, though the reply to what it corrects is %s',
    async (_name, fault) => {
      simulator.faults.set(fault);
      desk.submit(1, 'call-x');
      await simulator.ledger.waitFor(({ data }) => numberOf(data) === 1);
      desk.submit(4, 'call-x');
      simulator.faults.set({ disconnectBefore: 1 });
      await desk.becomes(4, 'delivered');
      expect(desk.view(1).state).toBe('delivered');
      expect(simulator.ledger.finalStates().get('call-x')?.data).toEqual(dataOf(4, 'call-x'));
      const order = arrived();
      expect(order).toEqual([...order].sort((a, b) => a - b));
    },
  );
});

it('delivers in order what was saved while LCM was away and the app was restarted', async () => {
  const { port } = simulator;
  await simulator.close();
  for (const n of [1, 2, 4]) desk.submit(n, `call-${n}`);
  await desk.restart();
  expect(desk.outbox.summary()).toMatchObject({ waiting: 3, sending: 0 });
  const again = await startSimulator({ port });
  onTestFinished(() => again.close());
  simulator = again;
  for (const n of [1, 2, 4]) await desk.becomes(n, 'delivered');
  expect(arrived()).toEqual([1, 2, 4]);
});
