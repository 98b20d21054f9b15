import { expect, it, vi } from 'vitest';
import { startBus } from '#test/integration/lcm/bench.ts';
import { ask, benchForEachTest, callOf, connected, PATIENCE } from '#test/support/core-bench.ts';
import { listedRows } from '#test/support/listed-rows.ts';

const bench = benchForEachTest();

it('a list that is empty until LCM has read its campaign is there without a click', async () => {
  let asked = 0;
  const bus = await startBus({
    onMessage(request, { answer }) {
      if (request['subtopic'] !== 'GetBusinessOutCome') return;
      asked += 1;
      answer(
        request,
        asked === 1 ? [] : [{ OutComeID: '101', Description: 'Payment Done', CampaignID: '1' }],
      );
    },
  });
  bench.settings({ lcm: { url: bus.url, proxy: 'none' } });
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  await ask(core, 'listOutcomes', { callId: '1', refresh: 'unlessKnown' });
  await vi.waitFor(async () => {
    const list = await ask(core, 'listOutcomes', { callId: '1', refresh: false });
    expect(listedRows(list)).toMatchObject([{ id: '101' }]);
  }, PATIENCE);
  expect(asked).toBe(2);
});
