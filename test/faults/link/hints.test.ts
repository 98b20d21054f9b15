import { beforeEach, expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import { ask, benchForEachTest, callOf, connected, draftOf, PATIENCE } from '#test/support/core-bench.ts';

const bench = benchForEachTest();
let core: Core;
beforeEach(async () => {
  bench.settings({
    lcm: {
      url: bench.lcm().url,
      proxy: 'none',
      reconnect: { baseMs: 100, capMs: 1_000 },
      requestTimeoutMs: 400,
    },
  });
  core = await bench.start();
  await connected(core);
});

const call = (callId: string): CallView | undefined =>
  core.state().calls.find((each) => each.callId === callId);

const outcomeSet = (callId: string): Promise<void> =>
  vi.waitFor(() => expect(call(callId)?.outcomeSetAt).toEqual(expect.any(Number)), PATIENCE);

it('the announcement of a submission without an answer proves nothing, and is not shown as another’s', async () => {
  bench.lcm().faults.set({ dropReply: true });
  await ask(core, 'openCall', callOf('1'));
  // Another call with the same contact.
  await ask(core, 'openCall', { ...callOf('2'), lcmKey: callOf('1').lcmKey });
  await ask(core, 'submitWrapUp', { callId: '1', draft: draftOf('first') });
  await vi.waitFor(() => expect(call('1')?.submission).toMatchObject({ unknown: true }), PATIENCE);
  expect(call('1')?.submission?.state).not.toBe('delivered');

  bench.lcm().faults.clear();
  await vi.waitFor(() => expect(call('1')?.submission).toMatchObject({ state: 'delivered' }), PATIENCE);
  const [first, second] = bench.lcm().ledger.entries();
  expect(JSON.stringify(second?.data)).toBe(JSON.stringify(first?.data));
  expect([call('1')?.outcomeSetAt, call('2')?.outcomeSetAt]).toEqual([null, null]);
});

it('an outcome that another application set is shown while the call has a draft, and the draft stays', async () => {
  await ask(core, 'openCall', callOf('1'));
  await ask(core, 'openCall', callOf('2'));
  await ask(core, 'saveDraft', { callId: '1', draft: draftOf('half written') });
  bench.lcm().broadcast({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'OutcomeSetForCall',
    message: callOf('1').lcmKey,
  });
  await outcomeSet('1');
  expect(call('1')).toMatchObject({ wrappedAt: null, submission: null, draft: draftOf('half written') });
  expect(call('2')?.outcomeSetAt).toBeNull();

  await ask(core, 'submitWrapUp', { callId: '1', draft: draftOf('whole') });
  await vi.waitFor(() => expect(call('1')?.submission).toMatchObject({ state: 'delivered' }), PATIENCE);
});
