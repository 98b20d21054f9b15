import { expect, test } from './desktop-test.ts';
import { countActions } from './key-counter.ts';
import { AGENT, expectApplied, ring } from './lcm.ts';
import { chooseOutcome, seeCall, submit } from './screen.ts';
import { actionsTable, doSixWrapUps, MOST_ACTIONS } from './six-wrap-ups.ts';

const KEY = '5|3|1|0|0|44|1';

test('six typical wrap-ups take at most four keys each in the desktop app, too', async ({ app, lcm }) => {
  const counted = await doSixWrapUps(app.main, lcm);
  expect(counted).toHaveLength(6);
  for (const { name, keys, pointers } of counted) {
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeLessThanOrEqual(MOST_ACTIONS);
  }
});

test('once the quick wrap-up is there, a recent outcome takes four keys in it', async ({ app, lcm }) => {
  const { main, quick } = app;
  ring(lcm, 'q-0', KEY);
  await seeCall(main, 'q-0');
  await chooseOutcome(main, 'pro card', 'Promise to pay›In full›By card');
  await submit(main, 'q-0');

  const actions = await countActions(quick);
  ring(lcm, 'q-1', KEY);
  await seeCall(main, 'q-1');
  await app.pressShortcut();
  await expect.poll(() => app.hasKeyboard(quick)).toBe(true);
  const top = quick.getByRole('toolbar', { name: 'Favourites and recents' });
  await expect(top.getByRole('button').first()).toHaveText(/By card/);
  await quick.keyboard.press('Alt+1');
  await submit(quick, 'q-1');
  const counted = { name: 'quick wrap-up, recent outcome', ...(await actions()) };
  console.log(actionsTable([counted]));
  expect(counted.keys).toEqual(['Alt', '1', 'Control', 'Enter']);
  expect(counted.pointers).toBe(0);
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
    ...{ callid: 'q-1', AccountNumber: KEY, OutcomeId: 302, LeadScore: 80 },
    ...{ UserID: AGENT, AgentComments: '', TargetAmount: 0 },
  });
});
