import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { FaultInput } from '#simulator/faults/faults.ts';
import { ask, benchForEachTest, callOf, connected, PATIENCE } from '#test/support/core-bench.ts';

const LIST_CALLS = ['GetBusinessOutCome', 'GetOutcomeByOutcomegroup'];

const bench = benchForEachTest();
let core: Core;
beforeEach(async () => {
  const lcm = {
    url: bench.lcm().url,
    proxy: 'none',
    reconnect: { baseMs: 100, capMs: 1_000 },
    requestTimeoutMs: 300,
  };
  bench.settings({ lcm });
  core = await bench.start();
});

const list = (callId: string, refresh: boolean): Promise<OutcomeList> =>
  ask(core, 'listOutcomes', { callId, refresh });

const fails = (callId: string): Promise<void> =>
  vi.waitFor(async () => {
    expect(await list(callId, false)).toMatchObject({
      fetchedAt: null,
      failure: expect.any(String) as string,
    });
  }, PATIENCE);

/** The screen does not ask for a refresh, so Afterword itself asked for every list that comes. */
const comes = (callId: string): Promise<void> =>
  vi.waitFor(async () => {
    const { count, failure } = await list(callId, false);
    expect(count).toBeGreaterThan(5);
    expect(failure).toBeNull();
  }, PATIENCE);

describe('an outcome list', () => {
  it.each<[string, FaultInput]>([
    ['the reply is lost', { dropReply: 2 }],
    ['LCM says no', { refuse: 2 }],
    ['LCM’s own error came instead', { wsError: 2 }],
    ['the link is lost before the reply', { disconnectAfter: 1 }],
  ])('comes although %s', async (_name, fault) => {
    await connected(core);
    bench.lcm().faults.set({ ...fault, only: LIST_CALLS });
    await ask(core, 'openCall', callOf('1'));
    await list('1', true);
    await fails('1');
    await comes('1');
  });

  it('of a manual call arrives although the first reply is lost', async () => {
    await connected(core);
    bench.lcm().faults.set({ dropReply: 1, only: LIST_CALLS });
    await ask(core, 'openCall', { ...callOf('1'), type: 'MANUAL' });
    await list('1', true);
    await fails('1');
    await comes('1');
  });

  it('that was asked for without a link arrives once the link is up', async () => {
    await connected(core);
    await bench.lcmOff();
    await vi.waitFor(() => expect(core.state().link.status).toBe('unreachable'), PATIENCE);
    await ask(core, 'openCall', callOf('1'));
    await list('1', true);
    await fails('1');
    await bench.lcmOn();
    await comes('1');
  });
});
