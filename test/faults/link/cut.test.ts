import { describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import { numberOf, seeded } from '#test/support/wrap-ups.ts';
import { startTcpProxy, type Cut, type Direction, type TcpProxy } from '#test/support/tcp-proxy.ts';
import { openDesk, type Desk, type Test } from '#test/support/desk.ts';

interface Bench {
  readonly simulator: Simulator;
  readonly proxy: TcpProxy;
  readonly desk: Desk;
}

/**
 * @param polling whether the proxy refuses WebSockets, so that polling is used
 * @param requestTimeoutMs long enough that only a cut ends a try, on a busy machine too
 */
async function setUp(test: Test, polling = false, requestTimeoutMs = 5_000): Promise<Bench> {
  const simulator = await startSimulator();
  test.onTestFinished(() => simulator.close());
  const proxy = await startTcpProxy(
    simulator.port,
    polling ? { onUpgrade: (client) => client.resetAndDestroy() } : {},
  );
  test.onTestFinished(() => proxy.close());
  const desk = openDesk(test, proxy.url, { requestTimeoutMs });
  await desk.connected();
  return { simulator, proxy, desk };
}

/** The numbers of the wrap-ups that arrived, in order. */
const arrived = ({ ledger }: Simulator): number[] => ledger.entries().map(({ data }) => numberOf(data));

/** What is cut, where, and how often LCM then has the wrap-up. */
const CUTS: [string, Direction, string, Cut, number][] = [
  ['on its way to LCM, before any of it passed', 'toServer', '"comment 1"', 'before', 1],
  ['on its way to LCM, in the middle of its frame', 'toServer', '"comment 1"', 'within', 1],
  ['once LCM has it, before the reply', 'toServer', '"comment 1"', 'after', 2],
  ['once LCM applied it, before any of the reply passed', 'toClient', 'CommentsResult', 'before', 2],
  ['once LCM applied it, in the middle of the reply', 'toClient', 'CommentsResult', 'within', 2],
  ['right after the reply', 'toClient', 'CommentsResult', 'after', 1],
];

describe.concurrent.each([
  ['WebSocket', false],
  ['polling', true],
])('a link by %s that is cut', (_transport, polling) => {
  it('while nothing is in flight: a submission saved meanwhile is sent once, when the link is back', async (test) => {
    const { simulator, proxy, desk } = await setUp(test, polling);
    proxy.cut();
    for (const n of [1, 2, 4]) desk.submit(n, `call-${n}`);
    await desk.drained();
    expect(await desk.faults(simulator)).toEqual([]);
    expect(arrived(simulator)).toEqual([1, 2, 4]);
  });

  it.for(CUTS)('%s', async ([, direction, pattern, where, times], test) => {
    const { simulator, proxy, desk } = await setUp(test, polling);
    const cut = proxy.cutAt(direction, pattern, where);
    desk.submit(1, 'call-1');
    await cut;
    desk.submit(2, 'call-2');
    desk.submit(3, 'call-1');
    await desk.drained();
    expect(await desk.faults(simulator)).toEqual([]);
    expect(desk.view(1).state).toBe('delivered');
    expect(arrived(simulator).filter((n) => n === 1)).toHaveLength(times);
  });

  it('at one wrap-up each time it is sent: the others get through, and so does that one once it may', async (test) => {
    const { simulator, proxy, desk } = await setUp(test, polling);
    let ends = true;
    async function endAtIt(): Promise<void> {
      while (ends) await proxy.cutAt('toServer', '"comment 1"', 'before');
    }
    const ended = endAtIt();
    const others = [2, 3, 4, 5, 6, 7, 8, 9];
    for (const n of [1, ...others]) desk.submit(n, `call-${n}`);
    for (const n of others) await desk.becomes(n, 'delivered');
    expect(desk.view(1).state).not.toBe('delivered');
    ends = false;
    await ended;
    await desk.drained();
    expect(await desk.faults(simulator)).toEqual([]);
    expect([...new Set(arrived(simulator))].sort()).toEqual([1, ...others]);
  });
});

it.concurrent.for<Direction>(['toServer', 'toClient'])(
  'loses and doubles nothing if the link is cut anywhere in a delivery (%s)',
  async (direction, test) => {
    const { simulator, proxy, desk } = await setUp(test);
    const before = proxy.passed(direction);
    desk.submit(0, 'call-0');
    await desk.drained();
    const size = proxy.passed(direction) - before;
    expect(size).toBeGreaterThan(150);
    for (let offset = 1, n = 1; offset <= size; offset += 13, n += 1) {
      const cut = proxy.cutAfterBytes(direction, offset);
      desk.submit(n, `call-${n}`);
      await cut;
      await desk.drained();
    }
    expect(await desk.faults(simulator)).toEqual([]);
  },
);

it.concurrent('loses and doubles nothing while the link is cut again and again during work', async (test) => {
  const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`AFTERWORD_SEED=${seed}`);
  const random = seeded(seed);
  const { simulator, proxy, desk } = await setUp(test, false, 300);
  let n = 0;
  for (let cuts = 0; cuts < 25; cuts += 1) {
    await desk.connected();
    const direction = random() < 0.5 ? 'toServer' : 'toClient';
    const cut = proxy.cutAfterBytes(direction, Math.ceil(random() * 1_500));
    for (let some = 2 + Math.floor(random() * 5); some > 0; some -= 1, n += 1) {
      desk.submit(n, `call-${Math.max(0, n - Math.floor(random() * 4))}`);
    }
    await Promise.race([cut, desk.drained()]);
  }
  await desk.drained();
  expect(await desk.faults(simulator)).toEqual([]);
  expect(arrived(simulator).length).toBeGreaterThan(simulator.ledger.finalStates().size);
});
