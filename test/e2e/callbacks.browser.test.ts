import type { Page } from '@playwright/test';
import { io } from 'socket.io-client';
import { wallTimeAt } from '#shared/callback/wall-clock.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { AGENT, ring, type TestLcm } from './lcm.ts';
import { overflows } from './overflows.ts';
import { picture, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

/** Books a personal callback by keyboard: the time is typed. */
async function book(app: Page, lcm: TestLcm, callId: string, when: string, comment: string): Promise<void> {
  ring(lcm, callId, `${KEY}${callId}`);
  await seeCall(app, callId);
  await app.getByLabel('Comment').fill(comment);
  await app.keyboard.press('Alt+C');
  await app.getByRole('textbox', { name: 'When' }).fill(when);
  await app.getByRole('radio', { name: 'Me', exact: true }).click();
  await submit(app, callId);
}

const article = (app: Page, name: string) => app.getByRole('article', { name: new RegExp(name) });
const bar = (app: Page) => app.getByRole('region', { name: /^Callback .*:/ });

test('a callback is booked, reminded of without a link, put off, done, and given a new time, by keyboard alone', async ({
  app,
  lcm,
}) => {
  await book(app, lcm, 'c-1', 'in 3 min', 'Asked for Tess.');
  await book(app, lcm, 'c-2', 'in 3 days 10:00', 'Wants the papers first.');
  await expect(app.locator('[data-status=connected]')).toContainText('All delivered');
  // Five minutes before is now.
  await expect(bar(app)).toBeVisible();
  await expect(app.getByRole('status').filter({ hasText: /^Callback .*: Contact c-1$/ })).toHaveCount(1);
  await picture(app, '50-callback-reminder');
  await expectAccessible(app);

  await app.keyboard.press('Alt+R');
  await expect(app.getByRole('heading', { level: 1, name: 'Callbacks' })).toBeVisible();
  await app.getByRole('button', { name: 'Ask LCM' }).focus();
  await app.keyboard.press('Enter');
  await expect(app.getByText(/^LCM’s list as of/)).toBeVisible();
  await expect(article(app, 'Contact c-1').getByText('LCM and here')).toBeVisible();
  await expect(article(app, 'Contact c-2').getByText('LCM and here')).toBeVisible();
  await expectAccessible(app);
  await picture(app, '51-callbacks');

  await lcm.stop();
  await expect(app.locator('[data-status=unreachable]')).toBeVisible();
  await bar(app).getByRole('button', { name: 'Again in 5 min' }).focus();
  await app.keyboard.press('Enter');
  await expect(bar(app)).toHaveCount(0);
  // The focus is not lost with the bar.
  await expect.poll(() => app.evaluate(() => document.activeElement?.id)).toBe('main');
  await expect(article(app, 'Contact c-1')).toContainText('Again');

  await app.keyboard.press('Tab');
  await article(app, 'Contact c-1').getByRole('button').first().focus();
  await app.keyboard.press('Enter');
  await expect(article(app, 'Contact c-1').getByText('Asked for Tess.').last()).toBeVisible();
  await article(app, 'Contact c-1').getByRole('button', { name: 'Done' }).focus();
  await app.keyboard.press('Enter');
  await expect(app.getByRole('region', { name: 'Done' }).getByRole('article')).toHaveCount(1);
  await picture(app, '52-callbacks-offline');

  const time = article(app, 'Contact c-2').locator('.when');
  const before = await time.innerText();
  await article(app, 'Contact c-2').getByRole('button').first().focus();
  await app.keyboard.press('Enter');
  await article(app, 'Contact c-2').getByRole('button', { name: 'New time' }).focus();
  await app.keyboard.press('Enter');
  await expect(app.getByText(/^Correcting · sent/)).toBeVisible();
  const when = app.getByRole('textbox', { name: 'When' });
  await expect(when).toBeFocused();
  await when.fill('in 4 days 11:00');
  await app.keyboard.press('Control+Enter');
  await expect(app.locator('.saved')).toContainText('Saved.');
  await lcm.start();
  await expect(app.locator('[data-status=connected]')).toContainText('All delivered');
  const applied = lcm.now.ledger
    .applied()
    .filter(({ data }) => (data as { callid: string }).callid === 'c-2');
  expect(applied).toHaveLength(2);
  expect(applied.map(({ data }) => (data as { StartTime: string }).StartTime)).toEqual(['10:00', '11:00']);
  await app.keyboard.press('Alt+R');
  await expect(article(app, 'Contact c-2')).toHaveCount(1);
  await expect(time).not.toHaveText(before);
});

/** Another application books personal callbacks of the agent, at so many minutes from now. */
async function bookElsewhere(lcm: TestLcm, ...minutes: number[]): Promise<void> {
  const client = io(lcm.url, { auth: { token: lcm.token }, transports: ['websocket'] });
  for (const [at, ahead] of minutes.entries()) {
    const { date, time } = wallTimeAt(Date.now() + ahead * 60_000, 'Europe/Madrid');
    const day = date.split('-').reverse().join('/');
    const data = {
      callid: `elsewhere-${at}`,
      AccountNumber: `5|3|1|0|0|5${at}|1`,
      StartDate: day,
      EndDate: day,
      StartTime: time,
      EndTime: time,
      CallbackModeID: 3,
      UserID: AGENT,
      AgentComments: 'Not told by LCM’s list.',
      LeadScore: 0,
      TargetAmount: 0,
    };
    const subtopic = 'SetPersonalCallbackWithComments';
    client.emit('message', { channel: 'LCM', topic: 'WebService', subtopic, source: 'Other', data });
  }
  await lcm.now.ledger.waitUntil((ledger) => ledger.applied().length === minutes.length);
  client.close();
}

for (const [look, width, preferences] of [
  ['light', 1_180, {}],
  ['dark', 1_180, { theme: 'dark' }],
  ['ar', 1_180, { language: 'ar' }],
  ['narrow', 400, {}],
  ['de', 360, { language: 'de', theme: 'dark' }],
] as const) {
  test.describe(look, () => {
    test.use({ preferences });

    test('what LCM alone lists is shown by day, and reminded of; every word fits', async ({ app, lcm }) => {
      await bookElsewhere(lcm, -150, 3, 4, 24 * 60, 4 * 24 * 60, 12 * 24 * 60);
      await app.setViewportSize({ width, height: 780 });
      await app.keyboard.press('Alt+R');
      await app.locator('.callbacks .aside button').click();
      await expect(app.getByRole('article')).toHaveCount(6);
      await expect(app.locator('[data-standing=missed]')).toHaveCount(1);
      await expect(app.locator('[data-standing=due]')).toHaveCount(2);
      await expect(app.locator('.reminder .words')).toBeVisible();
      await expect(app.locator('nav .mark')).toHaveText(look === 'ar' ? /\S/ : '1');
      const first = app.locator('[data-standing=due]').first();
      await first.getByRole('button').first().focus();
      await app.keyboard.press('Enter');
      await expect(first.locator('.details')).toBeVisible();
      await expect.poll(() => overflows(app)).toEqual([]);
      await expectAccessible(app);
      await picture(app, `53-callbacks-${look}`);
    });
  });
}
