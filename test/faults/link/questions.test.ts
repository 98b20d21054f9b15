import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  ask,
  callOf,
  connected,
  createCoreBench,
  draftOf,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';
import { startBus } from '#test/integration/lcm/bench.ts';

let bench: CoreBench;
beforeEach(async () => {
  bench = await createCoreBench();
  await bench.lcmOff();
});
afterEach(() => bench.remove());

it.each(['StateSync', 'GetCampaignTimeZone', 'GetContactDetail', 'GetBusinessOutCome'])(
  'an LCM that ends the link each time it is asked %s gets every wrap-up all the same',
  async (question) => {
    const asked: string[] = [];
    const got = new Set<unknown>();
    const { url } = await startBus({
      onMessage(message, bus, socket) {
        const { subtopic, data } = message as { subtopic: string; data?: { callid: string } };
        asked.push(subtopic);
        if (subtopic === question) socket.disconnect(true);
        if (!subtopic.startsWith('Set')) return;
        got.add(data?.callid);
        bus.answer(message);
      },
    });
    bench.settings({ lcm: { url, proxy: 'none', reconnect: { baseMs: 100, capMs: 1_000 } } });
    const core = await bench.start();
    await connected(core);
    const calls = ['one', 'two', 'three'];
    for (const callId of [...calls, 'open']) await ask(core, 'openCall', callOf(callId));
    await ask(core, 'listOutcomes', { callId: 'open', refresh: true });
    for (const callId of calls) await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
    await vi.waitFor(() => {
      expect([...got].sort()).toEqual([...calls].sort());
      expect(core.state().outbox).toMatchObject({ waiting: 0, sending: 0 });
    }, PATIENCE);
    expect(asked).toContain(question);
  },
);
