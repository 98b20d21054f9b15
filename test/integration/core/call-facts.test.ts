import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import {
  ask,
  callOf,
  connected,
  createCoreBench,
  draftOf,
  emptied,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';
import { REQUESTS } from '#simulator/wire/requests.ts';

let bench: CoreBench;
beforeEach(async () => {
  bench = await createCoreBench();
});
afterEach(() => bench.remove());

it('LCM’s answers about a call are told to the screen, and known without a link after a restart', async () => {
  const core = await bench.start();
  const told: string[] = [];
  core.events.on((event) => {
    if (event.name === 'callFacts') told.push(event.payload.callId);
  });
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  await vi.waitFor(async () => {
    expect((await ask(core, 'getCallFacts', { callId: '1' })).telephonyOutcomes).not.toBeNull();
  }, PATIENCE);
  expect(told).toContain('1');
  const { telephonyOutcomes } = await ask(core, 'getCallFacts', { callId: '1' });
  expect(telephonyOutcomes?.value.find(({ id }) => id === '0')?.description).toBe('Success');
  await bench.stop(core);
  await bench.lcmOff();
  const later = await bench.start();
  expect((await ask(later, 'getCallFacts', { callId: '1' })).telephonyOutcomes).toEqual(telephonyOutcomes);
});

it('an LCM that answers no question is in the way of no wrap-up', async () => {
  const questions = REQUESTS.filter(({ sets }) => !sets).map(({ subtopic }) => subtopic);
  bench.lcm().faults.set({ dropReply: true, only: questions });
  const core = await bench.start();
  await connected(core);
  for (const callId of ['1', '2', '3']) {
    await ask(core, 'openCall', callOf(callId));
    await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
  }
  await emptied(core);
  expect(core.state().calls.map(({ submission }) => submission?.state)).toEqual(Array(3).fill('delivered'));
  expect(await ask(core, 'getCallFacts', { callId: '1' })).toEqual(NO_FACTS);
});
