import { expect, test } from './desktop-test.ts';
import type { DesktopApp } from './desktop-app.ts';
import { countActions } from './key-counter.ts';
import { AGENT, expectApplied, ring, type TestLcm } from './lcm.ts';
import { chooseOutcome, currentCall, seeCall, submit } from './screen.ts';
import { tomorrow } from './data-folder.ts';
import {
  actionsTable,
  bookInMinutes,
  bookTomorrow,
  doSixWrapUps,
  MOST_ACTIONS,
  type Counted,
} from './six-wrap-ups.ts';

const KEY = '5|3|1|0|0|44|1';

test('six typical wrap-ups take at most four keys each in the desktop app too', async ({ app, lcm }) => {
  const counted = await doSixWrapUps(app.main, lcm);
  expect(counted).toHaveLength(6);
  for (const { name, keys, pointers } of counted) {
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeLessThanOrEqual(MOST_ACTIONS);
  }
});

test('in the open quick wrap-up, a recent outcome takes four keys', async ({ app, lcm }) => {
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
  const top = quick.getByRole('toolbar', { name: 'Favourites and frequent' });
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

/** Waits until the quick wrap-up of the last call has hidden, rings a call and opens the quick wrap-up on it. */
async function openOn(app: DesktopApp, lcm: TestLcm, callId: string): Promise<void> {
  await expect.poll(() => app.isShown(app.quick)).toBe(false);
  ring(lcm, callId, KEY);
  await seeCall(app.main, callId);
  await app.pressShortcut();
  await expect.poll(() => app.hasKeyboard(app.quick)).toBe(true);
  await expect(currentCall(app.quick)).toContainText(callId);
  await expect(app.quick.getByRole('combobox', { name: 'Find an outcome' })).toBeFocused();
}

test('a callback takes at most four keys in the quick wrap-up too', async ({ app, lcm }) => {
  const { quick } = app;
  const actions = await countActions(quick);
  const counted: Counted[] = [];
  for (const [callId, name, book] of [
    ['q-2', 'quick wrap-up, outcome + callback tomorrow 10:00', bookTomorrow],
    ['q-3', 'quick wrap-up, callback only, in 45 min', bookInMinutes],
  ] as const) {
    await openOn(app, lcm, callId);
    await book(quick, lcm, callId);
    counted.push({ name, ...(await actions()) });
  }
  console.log(actionsTable(counted));
  for (const { name, keys, pointers } of counted) {
    expect(keys.length, name).toBeGreaterThan(0);
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeLessThanOrEqual(MOST_ACTIONS);
  }
});

test('in the quick wrap-up, an outcome that needs a callback leads to its time', async ({ app, lcm }) => {
  const { quick } = app;
  await openOn(app, lcm, 'q-4');
  await quick.keyboard.type('callback');
  await expect(quick.getByRole('option').first()).toHaveText('CallBack  Telephony');
  await quick.keyboard.press('Enter');
  await expect(quick.getByRole('textbox', { name: 'When' })).toBeFocused();
  await quick.keyboard.type('tomorrow 10-11:30');
  await expect(quick.locator('#callback-result')).toContainText('11:30');
  await submit(quick, 'q-4');
  await expectApplied(lcm, 'SetCallbackWithComments', {
    ...{ callid: 'q-4', AccountNumber: KEY, StartDate: tomorrow(), EndDate: tomorrow() },
    ...{ StartTime: '10:00', EndTime: '11:30', CallbackModeID: 1, UserID: AGENT },
    ...{ AgentComments: '', LeadScore: 0, TargetAmount: 0 },
  });
});
