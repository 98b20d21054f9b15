import { afterEach, expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import type { Clearing } from '#shared/contract/app-state.ts';
import type { SimulatorOptions } from '#simulator/server.ts';
import {
  ask,
  connected,
  createCoreBench,
  draftOf,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';

let bench: CoreBench;
afterEach(() => bench.remove());

/** A desk on the agent's own bus, with a call in after-call work that is not over by itself. */
async function inAfterCallWork(options: SimulatorOptions = {}, more: object = {}): Promise<Core> {
  bench = await createCoreBench(options);
  bench.settings({ calls: { busIsOwn: true, clearContact: true }, ...more });
  const core = await bench.start();
  await connected(core);
  bench.lcm().ring({
    id: 'c-1',
    lcmKey: '5|3|1',
    user: null,
    story: ['ringing', 'answered', 'afterCallWork', 'wait:talk', 'dropped'],
    talkMs: 3_600_000,
  });
  await vi.waitFor(() => {
    expect(core.state().calls[0]).toMatchObject({ callId: 'c-1', moment: 'afterCallWork' });
  }, PATIENCE);
  return core;
}

const save = (core: Core) => ask(core, 'submitWrapUp', { callId: 'c-1', draft: draftOf('Paid') });
const clear = (core: Core) => ask(core, 'clearCall', { callId: 'c-1' });

const becomes = (core: Core, expected: Partial<Clearing>): Promise<void> =>
  vi.waitFor(() => expect(core.state().clearing).toMatchObject({ callId: 'c-1', ...expected }), PATIENCE);

/** What LCM got, in order. */
const got = (): string[] =>
  bench
    .lcm()
    .ledger.entries()
    .map(({ subtopic }) => subtopic);

it('ends after-call work after LCM has taken the wrap-up, and tells that the softphone confirms it', async () => {
  const core = await inAfterCallWork();
  await save(core);
  await clear(core);
  await becomes(core, { state: 'cleared', reason: null });
  await clear(core);
  expect(got()).toEqual(['SetCallOutcomeWithComments', 'ClearContact']);
  expect(bench.lcm().ledger.entries()[1]).toMatchObject({ applied: true, data: undefined });
  expect(core.state().calls[0]?.moment).toBe('cleared');
});

it('tells a refusal in LCM’s words, and can be tried again', async () => {
  const core = await inAfterCallWork({ errorPlace: 'data' });
  bench
    .lcm()
    .faults.set({ refuse: { times: 1, msg: 'Supervisor holds the agent.' }, only: ['ClearContact'] });
  await save(core);
  await clear(core);
  await becomes(core, { state: 'refused', reason: 'Supervisor holds the agent.' });
  await clear(core);
  await becomes(core, { state: 'cleared' });
  expect(got()).toEqual(['SetCallOutcomeWithComments', 'ClearContact', 'ClearContact']);
});

it('is not sent after the link was away, though the wrap-up is', async () => {
  const core = await inAfterCallWork();
  await bench.lcmOff();
  await vi.waitFor(() => expect(core.state().link.status).toBe('unreachable'), PATIENCE);
  await save(core);
  await clear(core);
  await becomes(core, { state: 'notSent', reason: 'not-connected' });
  await bench.lcmOn();
  await connected(core);
  await vi.waitFor(() => expect(core.state().calls[0]?.submission?.state).toBe('delivered'), PATIENCE);
  expect(got()).toEqual(['SetCallOutcomeWithComments']);
});

it('waits for LCM’s answer no longer than the link lasts', async () => {
  const core = await inAfterCallWork();
  bench.lcm().faults.set({ disconnectBefore: { times: 1 }, only: ['SetCallOutcomeWithComments'] });
  await save(core);
  await clear(core);
  await becomes(core, { state: 'notSent', reason: 'not-connected' });
  await vi.waitFor(() => expect(core.state().calls[0]?.submission?.state).toBe('delivered'), PATIENCE);
  expect(got().filter((name) => name === 'ClearContact')).toEqual([]);
});

it('is not sent while LCM wants an outcome that the wrap-up does not have', async () => {
  const core = await inAfterCallWork({
    modeInformation: { DispositionRequired: true },
    // Without a list there is nothing to choose from, so the wrap-up can be saved.
    faults: { quiet: ['GetBusinessOutCome'] },
  });
  await vi.waitFor(async () => {
    expect(await ask(core, 'getCallFacts', { callId: 'c-1' })).toMatchObject({
      mode: { value: { dispositionRequired: true } },
    });
  }, PATIENCE);
  await save(core);
  await clear(core);
  await becomes(core, { state: 'notSent', reason: 'clearNoOutcome' });
  await vi.waitFor(() => expect(core.state().calls[0]?.submission?.state).toBe('delivered'), PATIENCE);
  expect(got()).toEqual(['SetCallOutcomeWithComments']);
});

it.each([
  ['the bus is not the agent’s own', { calls: { clearContact: true } }, 1],
  ['nobody allowed it', { calls: { busIsOwn: true } }, 0],
])('is not offered where %s', async (_why, settings, faults) => {
  bench = await createCoreBench();
  bench.settings(settings);
  const core = await bench.start();
  expect(core.state()).toMatchObject({ mayClear: false, clearing: null, settingsFaults: faults });
  await connected(core);
  await ask(core, 'openCall', { callId: 'c-1', lcmKey: '5|3|1', type: 'OUTBOUND' });
  await save(core);
  await expect(clear(core)).rejects.toThrow('"code":"unavailable"');
});
