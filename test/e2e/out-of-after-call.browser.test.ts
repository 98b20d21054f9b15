import { expect, expectAccessible, test } from './browser-test.ts';
import { countActions } from './key-counter.ts';
import { AGENT, appliedFor, type TestLcm } from './lcm.ts';
import { openView, picture, seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const SETTINGS = {
  calls: { busIsOwn: true, clearContact: true },
  afterCall: {
    default: {
      ...{ limitSeconds: 90, warnSeconds: 15, show: 'down', atEnd: 'notify', moreTimes: 2, moreSeconds: 60 },
      unanswered: { limitSeconds: 20 },
    },
  },
};

/** A call in after-call work that is over only if the agent clears it. */
function inAfterCallWork(lcm: TestLcm, id: string): void {
  lcm.now.ring({
    ...{ id, lcmKey: KEY, user: AGENT, contactName: `Contact ${id}`, ringMs: 1, talkMs: 3_600_000 },
    story: ['ringing', 'answered', 'afterCallWork', 'wait:talk', 'dropped'],
  });
}

/** How often LCM was asked to end after-call work. */
const clears = (lcm: TestLcm): number =>
  lcm.now.ledger.entries().filter(({ subtopic }) => subtopic === 'ClearContact').length;

test.use({ settings: SETTINGS });

test('save and clear takes at most five keys, and a refusal is told and can be tried again', async ({
  app,
  lcm,
}) => {
  inAfterCallWork(lcm, 'c-0');
  await seeCall(app, 'c-0');
  await expect(app.getByRole('button', { name: 'Save and clear' })).toBeVisible();
  await picture(app, 'clear-form');
  await app.keyboard.type('first inst');
  await expect(app.getByRole('option').first()).toHaveText('Payment›In part›First instalment');
  const actions = await countActions(app);
  await app.keyboard.press('Control+Shift+Enter');
  const saved = app.locator('.saved');
  await expect(saved).toContainText('Cleared: after-call work is over.');
  expect((await actions()).keys).toEqual(['Control', 'Shift', 'Enter']);
  expect([appliedFor(lcm, 'c-0').length, clears(lcm)]).toEqual([1, 1]);
  await expect(saved.getByRole('button', { name: 'Clear the call' })).toBeHidden();

  // A recent outcome by its key, and both at once.
  inAfterCallWork(lcm, 'c-1');
  await seeCall(app, 'c-1');
  await expect(
    app.getByRole('toolbar', { name: 'Favourites and frequent' }).getByRole('button').first(),
  ).toHaveText(/First instalment/);
  await expect(app.getByRole('button', { name: 'Save and clear' })).toBeVisible();
  lcm.now.faults.set({ refuse: { times: 1, msg: 'Set agent state failed.' }, only: ['ClearContact'] });
  await actions();
  await app.keyboard.press('Alt+1');
  await app.keyboard.press('Control+Shift+Enter');
  await expect(saved).toContainText('LCM did not clear it: Set agent state failed.');
  const { keys, pointers } = await actions();
  console.log(`save and clear: ${keys.join(' ')}`);
  expect(keys.length + pointers).toBeLessThanOrEqual(5);
  await picture(app, 'clear-refused');
  await expectAccessible(app);
  await saved.getByRole('button', { name: 'Clear the call' }).press('Enter');
  await expect(saved).toContainText('Cleared: after-call work is over.');
  expect([appliedFor(lcm, 'c-1').length, clears(lcm)]).toEqual([1, 3]);
  await picture(app, 'clear-cleared');
});

test('more time is given by a key as often as the settings say, and stands in the history', async ({
  app,
  lcm,
}) => {
  inAfterCallWork(lcm, 'm-1');
  await seeCall(app, 'm-1');
  const form = app.getByRole('region', { name: 'Wrap-up' });
  await expect(form.getByText('left of 1:30')).toBeAttached();
  await expect(
    form.getByRole('button', { name: 'More after-call time: 1:00. Still possible: 2' }),
  ).toBeVisible();
  await app.keyboard.press('Alt+a');
  await expect(
    app.getByRole('status').filter({ hasText: '1:00 more after-call time. Still possible: 1' }),
  ).toHaveCount(1);
  await expect(form.getByText('left of 2:30')).toBeAttached();
  await picture(app, 'more-time');
  await form.getByRole('button', { name: 'More after-call time: 1:00. Still possible: 1' }).click();
  await expect(form.getByText('left of 3:30')).toBeAttached();
  await expect(form.getByRole('button', { name: /More after-call time/ })).toBeHidden();
  await app.getByRole('combobox', { name: 'Find an outcome' }).fill('first inst');
  await app.keyboard.press('Control+Enter');
  await expect(app.locator('.saved')).toContainText('Saved.');
  await openView(app, 'History');
  await app.locator('.history .unfold').click();
  await expect(app.getByText(`${AGENT} asked for 1:00 more`)).toHaveCount(2);

  // Nobody answers this one.
  lcm.now.ring({ id: 'm-2', lcmKey: KEY, user: AGENT, story: 'unanswered', ringMs: 200 });
  await openView(app, 'Wrap-up');
  await seeCall(app, 'm-2');
  await expect(form.getByText('left of 0:20')).toBeAttached();
});

for (const [name, preferences, width] of [
  ['dark-360', { theme: 'dark' }, 360],
  ['ar', { language: 'ar' }, 1_180],
  ['de-360', { language: 'de', theme: 'light' }, 360],
] as const)
  test.describe(name, () => {
    test.use({ preferences });
    test('the form with Save and clear can be used', async ({ app, lcm }) => {
      await app.setViewportSize({ width, height: 780 });
      inAfterCallWork(lcm, 'l-1');
      await expect(app.locator('footer button[aria-keyshortcuts="Control+Shift+Enter"]')).toBeVisible();
      await expect(app.locator('button[aria-keyshortcuts="Alt+A"]')).toBeVisible();
      await expectAccessible(app);
      const wide = await app.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      await picture(app, `clear-${name}`);
      lcm.now.faults.set({ refuse: { times: 1, msg: 'Set agent state failed.' }, only: ['ClearContact'] });
      await app.keyboard.type('first inst');
      await expect(app.getByRole('option').first()).toHaveText('Payment›In part›First instalment');
      await app.keyboard.press('Control+Shift+Enter');
      await expect(app.locator('.saved')).toContainText('Set agent state failed.');
      await picture(app, `clear-${name}-refused`);
      await expectAccessible(app);
    });
  });
