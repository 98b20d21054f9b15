import { test, expect } from './browser-test.ts';
import { actionsTable, doSixWrapUps, MOST_ACTIONS } from './six-wrap-ups.ts';

test('six typical wrap-ups take at most four keys each beyond the typed words', async ({ app, lcm }) => {
  const counted = await doSixWrapUps(app, lcm);
  console.log(actionsTable(counted));
  expect(counted).toHaveLength(6);
  for (const { name, keys, pointers } of counted) {
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeGreaterThan(0);
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeLessThanOrEqual(MOST_ACTIONS);
  }
});
