import { expect, it, vi } from 'vitest';
import { ask, benchForEachTest, connected, draftOf, PATIENCE } from '#test/support/core-bench.ts';

const bench = benchForEachTest();

function told(id: string, event: string, lcmKey: string): object {
  const call = {
    id,
    event,
    CallType: 'Regular-Call',
    User: { loginName: 'ana' },
    CallVariables: { LCMKey: lcmKey },
  };
  const names = { channel: 'Amazon', topic: 'OutboundCall', subtopic: 'OutboundCallStateChange' };
  return { ...names, message: { call } };
}

it('a softphone that uses a call id again for another contact: the first call stays, and the agent is told', async () => {
  const core = await bench.start();
  await connected(core);
  for (const event of ['Answered', 'ACW']) bench.lcm().broadcast(told('7', event, '5|3|1'));
  await vi.waitFor(() => expect(core.state().calls).toMatchObject([{ phase: 'ended' }]), PATIENCE);
  await ask(core, 'submitWrapUp', { callId: '7', draft: draftOf('of the first') });
  await vi.waitFor(
    () => expect(core.state().calls).toMatchObject([{ submission: { state: 'delivered' } }]),
    PATIENCE,
  );

  // What comes again late is of the first call.
  for (const event of ['Ringing', 'Answered']) bench.lcm().broadcast(told('7', event, '5|3|1'));
  for (const event of ['Ringing', 'ACW']) bench.lcm().broadcast(told('7', event, '9|9|9'));
  bench.lcm().broadcast(told('8', 'Ringing', '5|3|1'));
  await vi.waitFor(() => expect(core.state().calls).toHaveLength(2), PATIENCE);
  expect(core.state().calls.find(({ callId }) => callId === '7')).toMatchObject({
    lcmKey: '5|3|1',
    phase: 'ended',
  });
  expect(core.state().notices).toContainEqual(
    expect.objectContaining({ code: 'callsUnread', params: { total: 1 } }),
  );
});
