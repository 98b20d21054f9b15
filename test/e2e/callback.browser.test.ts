import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './browser-test.ts';
import { ZONE, tomorrow } from './data-folder.ts';
import { AGENT, expectApplied, ring } from './lcm.ts';
import { picture, seeCall, selectCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
/** A time that is too far ahead, on every day of the year. */
const FAR = `24/12/${new Date().getFullYear() + 1} 10`;

/** Checks that axe finds nothing serious and that nothing is wider than the window or the surrounding form. */
async function expectInPlace(page: Page): Promise<void> {
  await expectAccessible(page);
  const tooWide = await page.evaluate(() => {
    const edge = document.querySelector('.callback')?.getBoundingClientRect().right ?? 0;
    const inside = [...document.querySelectorAll('.callback *')];
    return inside
      .filter((each) => each.getBoundingClientRect().right > edge + 1)
      .map((each) => each.className);
  });
  expect(tooWide).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test('typing an outcome and a callback takes four keys beyond the words', async ({ app, lcm }) => {
  ring(lcm, 'k-1', KEY);
  await seeCall(app, 'k-1');
  const search = app.getByRole('combobox', { name: 'Find an outcome' });
  await expect(search).toBeFocused();
  await app.keyboard.type('pro card');
  await expect(app.getByRole('option').first()).toHaveText('Promise to pay›In full›By card');
  await app.keyboard.press('Alt+C');
  const when = app.getByRole('textbox', { name: 'When' });
  await expect(when).toBeFocused();
  await app.keyboard.type('tomorrow 10');
  await expect(app.locator('#callback-result')).toContainText('10:00');
  await app.keyboard.press('Control+Enter');
  await expect(app.locator('.saved')).toContainText(/Saved\. (Contact )?k-1 /);
  await expectApplied(lcm, 'SetBusinessOutcomeWithCallback', {
    callid: 'k-1',
    AccountNumber: KEY,
    OutcomeId: 4,
    BusinessOutcome: 302,
    StartDate: tomorrow(),
    EndDate: tomorrow(),
    StartTime: '10:00',
    EndTime: '10:00',
    CallbackModeID: 1,
    UserID: AGENT,
    AgentComments: '',
    LeadScore: 80,
    TargetAmount: 0,
  });
});

test('after typing, a click on what stands below is not lost, and no pick moves', async ({ app, lcm }) => {
  ring(lcm, 'c-1', KEY);
  await seeCall(app, 'c-1');
  await app.keyboard.press('Alt+C');
  const when = app.getByRole('textbox', { name: 'When' });
  const result = app.locator('#callback-result');
  const pick = app.getByRole('button', { name: /^Tomorrow/ });
  await expect(when).toBeFocused();
  const places = [await pick.boundingBox()];
  // Each of these is pressed by the mouse while the field with typed text has the keyboard. Leaving it takes the text.
  for (const typed of ['tomorrow 14:15', 'tomorrow 10-11', 'after lunch', 'yesterday', FAR]) {
    await when.fill(typed);
    places.push(await pick.boundingBox());
    await pick.click();
    await expect(result.locator('[data-tone=good]')).toContainText('10:00');
    places.push(await pick.boundingBox());
  }
  expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(1);
  await when.fill('tomorrow 14:15');
  await app.getByRole('radio', { name: 'Me', exact: true }).click();
  await expect(app.getByRole('radio', { name: 'Me', exact: true })).toBeChecked();
  await when.fill('tomorrow 15:15');
  await app.getByRole('radio', { name: /^Office/ }).click();
  await expect(app.getByRole('radio', { name: /^Office/ })).toBeChecked();
  await when.fill('tomorrow 16:15');
  await app.getByRole('radio', { name: /^Yours/ }).click();
  await expect(app.getByRole('radio', { name: /^Yours/ })).toBeChecked();
  await expect(result).toContainText(/0?4:15|16:15/);
  await when.fill('tomorrow 17:15');
  await app
    .getByRole('button', { name: /^Show the number/ })
    .last()
    .click();
  await expect(app.getByRole('button', { name: /^Hide the number/ })).toBeVisible();
  await when.fill('tomorrow 18:15');
  await app.getByRole('button', { name: 'Calendar' }).click();
  await expect(app.getByRole('grid')).toBeVisible();
  await expect(result).toContainText(/0?6:15|18:15/);
});

test('a half-typed time stays with its call when the agent switches to another', async ({ app, lcm }) => {
  for (const call of ['m-1', 'm-2']) {
    ring(lcm, call, KEY);
    await expect(app.getByRole('complementary').getByRole('button', { name: call })).toBeVisible();
    await selectCall(app, call);
    await app.keyboard.press('Alt+C');
    await expect(app.getByRole('textbox', { name: 'When' })).toBeFocused();
    await app.keyboard.type(call === 'm-1' ? '16:05' : '17:05');
    await app.keyboard.press('Enter');
  }
  const result = app.locator('#callback-result');
  await expect(result).toContainText(/0?5:05|17:05/);
  const when = app.getByRole('textbox', { name: 'When' });
  await when.fill('18:10');
  await app.keyboard.press('Control+1');
  await seeCall(app, 'm-1');
  await expect(result).toContainText(/0?4:05|16:05/);
  await expect(when).toHaveValue('');
  await app.keyboard.press('Control+2');
  await seeCall(app, 'm-2');
  await expect(when).toHaveValue('18:10');
  await expect(result).toContainText(/0?6:10|18:10/);
});

test.describe('with a campaign in another zone than LCM’s', () => {
  test.use({ campaignZone: 'Asia/Kolkata' });

  test('the agent types a callback in the campaign’s time; it is sent in LCM’s time', async ({
    app,
    lcm,
  }) => {
    ring(lcm, 'k-2', KEY);
    await seeCall(app, 'k-2');
    await app.keyboard.press('Alt+C');
    await expect(app.getByRole('radio', { name: 'Campaign’s: Asia/Kolkata' })).toBeChecked();
    await app.keyboard.type('tomorrow 10-11:30');
    await app.keyboard.press('Enter');
    await expect(app.getByRole('definition').last()).toContainText(ZONE);

    // India has +05:30 all year. Tomorrow in India may be another date than tomorrow in Madrid.
    const day = new Date(Date.now() + (24 * 60 + 330) * 60_000).toISOString().slice(0, 10);
    const sent = (time: string): string[] => {
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: ZONE,
        dateStyle: 'short',
        timeStyle: 'short',
      });
      return format.format(Date.parse(`${day}T${time}:00+05:30`)).split(', ');
    };
    const [[startDate, startTime], [endDate, endTime]] = [sent('10:00'), sent('11:30')] as const;
    await app.keyboard.press('Control+Enter');
    await expect(app.locator('.saved')).toContainText(/Saved\. (Contact )?k-2 /);
    await expectApplied(lcm, 'SetCallbackWithComments', {
      callid: 'k-2',
      AccountNumber: KEY,
      StartDate: startDate,
      EndDate: endDate,
      StartTime: startTime,
      EndTime: endTime,
      CallbackModeID: 1,
      UserID: AGENT,
      AgentComments: '',
      LeadScore: 0,
      TargetAmount: 0,
    });
  });

  for (const [colorScheme, width] of [
    ['light', 1_180],
    ['dark', 1_180],
    ['light', 360],
  ] as const) {
    test(`the callback is readable, ${colorScheme}, ${width} wide`, async ({ app, lcm }) => {
      await app.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await app.setViewportSize({ width, height: 900 });
      ring(lcm, 'k-3', KEY);
      await seeCall(app, 'k-3');
      await app.keyboard.press('Alt+C');
      await expect(app.getByRole('radio', { name: 'Campaign’s: Asia/Kolkata' })).toBeChecked();
      await app.keyboard.type('lunchtime');
      await expect(app.getByText('“lunchtime” is not understood.')).toBeVisible();
      await app.keyboard.press('Control+A');
      await app.keyboard.type(FAR);
      await expect(app.getByText(/At most 30 days ahead/)).toHaveCount(1);
      await expectInPlace(app);
      await picture(app, `12-callback-typed-${colorScheme}-${width}`);
      await app.keyboard.press('Enter');
      await expect(app.getByRole('button', { name: /^Nearest: / })).toBeVisible();
      await expectInPlace(app);
      await picture(app, `13-callback-guard-${colorScheme}-${width}`);
      await app.keyboard.press('Alt+T');
      await expect(app.getByRole('button', { name: /^Nearest: / })).toHaveCount(0);
      await app.getByRole('definition').last().scrollIntoViewIfNeeded();
      await expect(app.getByText(/For the campaign/)).toBeVisible();
      await expectInPlace(app);
      await picture(app, `14-callback-zones-${colorScheme}-${width}`);
      // In a wide window the columns scroll, not the page.
      const tooTall = await app.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      if (width > 360) expect(tooTall).toBe(0);
    });
  }
});
