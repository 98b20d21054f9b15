import type { Page } from '@playwright/test';
import { test, expect } from './browser-test.ts';
import { tomorrow } from './data-folder.ts';
import { countActions } from './key-counter.ts';
import { appliedFor, ring, type TestLcm } from './lcm.ts';
import { chooseOutcome, seeCall, submit } from './screen.ts';
import { actionsTable, doSixWrapUps, MOST_ACTIONS, type Counted } from './six-wrap-ups.ts';

test('six typical wrap-ups take at most four keys each beyond the typed words', async ({ app, lcm }) => {
  const counted = await doSixWrapUps(app, lcm);
  console.log(actionsTable(counted));
  expect(counted).toHaveLength(6);
  for (const { name, keys, pointers } of counted) {
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeGreaterThan(0);
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeLessThanOrEqual(MOST_ACTIONS);
  }
});

/** How many keys and pointer actions may be needed around the wrap-up, besides the typed words. */
const MOST_AROUND = 5;
const KEY = '5|3|1|0|0|44|1';

/** Books a callback that comes back to the agent, tomorrow at ten. */
async function book(app: Page, lcm: TestLcm, callId: string, lcmKey: string): Promise<void> {
  ring(lcm, callId, lcmKey);
  await seeCall(app, callId);
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await app.getByLabel('Comment').fill('Pays on Friday.');
  await app.keyboard.press('Alt+C');
  await app.getByRole('textbox', { name: 'When' }).fill('tomorrow 10');
  await app.getByRole('radio', { name: 'Me', exact: true }).click();
  await submit(app, callId);
  await expect(app.locator('[data-status=connected]')).toContainText('All delivered');
}

test('what stands around the wrap-up takes at most five keys each beyond the typed words', async ({
  app,
  lcm,
}) => {
  await book(app, lcm, 'a', `${KEY}1`);
  const actions = await countActions(app);
  const counted: Counted[] = [];
  const note = async (name: string): Promise<void> => {
    counted.push({ name, ...(await actions()) });
  };

  await app.keyboard.press('Alt+R');
  await expect(app.getByRole('article').getByRole('button', { name: /Contact a/ })).toBeFocused();
  await app.keyboard.press('F2');
  await expect(app.getByRole('textbox', { name: 'When' })).toBeFocused();
  await app.keyboard.type('tomorrow 11:30');
  await expect(app.locator('#callback-result')).toContainText('11:30');
  await submit(app, 'a');
  await note('a callback gets a new time');
  await expect
    .poll(() => appliedFor(lcm, 'a').at(-1)?.data)
    .toMatchObject({
      StartDate: tomorrow(),
      StartTime: '11:30',
      AgentComments: 'Pays on Friday.',
    });

  ring(lcm, 'b', `${KEY}2`);
  await seeCall(app, 'b');
  await expect(app.getByRole('button', { name: 'Do not call…' })).toBeVisible();
  await actions();
  await app.keyboard.press('Alt+X');
  await expect(app.getByRole('radio', { name: 'This number' })).toBeFocused();
  await app.keyboard.press('Control+Enter');
  await lcm.now.ledger.waitFor(({ applied, sets }) => applied && sets === 'doNotCall');
  await note('do not call');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, 'b');

  ring(lcm, 'c', `${KEY}1`);
  await seeCall(app, 'c');
  await expect(app.locator('.contact > .last')).toContainText('By card');
  await actions();
  await app.keyboard.press('Alt+L');
  await expect(app.getByLabel('Comment')).toHaveValue('Pays on Friday.');
  await submit(app, 'c');
  await note('the same as last time');
  await expect
    .poll(() => appliedFor(lcm, 'c').at(-1)?.data)
    .toMatchObject({
      OutcomeId: 302,
      AgentComments: 'Pays on Friday.',
    });

  console.log(actionsTable(counted));
  for (const { name, keys, pointers } of counted) {
    expect(keys.length, name).toBeGreaterThan(0);
    expect(keys.length + pointers, `${name}: ${keys.join(' ')}`).toBeLessThanOrEqual(MOST_AROUND);
  }
});

/** Presses Enter and holds it until it has repeated some times. */
async function holdEnter(app: Page): Promise<void> {
  for (let times = 0; times < 5; times += 1) await app.keyboard.down('Enter');
  await app.keyboard.up('Enter');
}

test('a held Enter does what it was pressed for, and nothing in the field or dialog that comes next', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'held', KEY);
  await seeCall(app, 'held');
  const comment = app.getByLabel('Comment');
  await app.getByRole('combobox', { name: 'Find an outcome' }).fill('pro card');
  await expect(app.getByRole('option').first()).toHaveText('Promise to pay›In full›By card');
  await holdEnter(app);
  await expect(comment).toBeFocused();
  await expect(comment).toHaveValue('');
  await app.keyboard.type('One');
  await holdEnter(app);
  await expect(comment).toHaveValue(`One${'\n'.repeat(5)}`);
});

test('a held Alt+C switches the callback on, and not off and on again', async ({ app, lcm }) => {
  ring(lcm, 'held-c', KEY);
  await seeCall(app, 'held-c');
  await app.keyboard.down('Alt');
  // The second to the fourth say that they are repetitions.
  for (let press = 0; press < 4; press += 1) {
    await app.keyboard.down('c');
    await expect(app.getByRole('textbox', { name: 'When' })).toBeFocused();
  }
  await app.keyboard.up('c');
  await app.keyboard.up('Alt');
  await expect(app.getByRole('switch', { name: 'Callback' })).toBeChecked();
});
