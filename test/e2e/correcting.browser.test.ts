import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './browser-test.ts';
import { appliedFor, ring, type TestLcm } from './lcm.ts';
import { chooseOutcome, openView, picture, seeCall, setCallback, submit } from './screen.ts';

const heading = (app: Page) => app.getByText(/^Correcting · sent/);
const comment = (app: Page) => app.getByLabel('Comment');
const comments = (lcm: TestLcm, callId: string): unknown[] =>
  appliedFor(lcm, callId).map(({ data }) => (data as Record<string, unknown>)['AgentComments']);

/** Wraps up a call with all that a wrap-up may have, and waits until LCM has it. */
async function wrapUp(app: Page, lcm: TestLcm, callId: string): Promise<void> {
  ring(lcm, callId);
  await seeCall(app, callId);
  await comment(app).fill('as it was sent');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await setCallback(app, 'Mobile');
  await submit(app, callId);
  await lcm.now.ledger.waitFor((each) => each.applied, 20_000);
  await expect(app.getByRole('complementary', { name: 'Calls' }).getByText('Delivered')).toBeVisible();
}

const correct = (app: Page, callId: string) =>
  app.getByRole('button', { name: `Correct the wrap-up of call Contact ${callId}` });

async function begin(app: Page, callId: string): Promise<void> {
  await correct(app, callId).focus();
  await app.keyboard.press('Enter');
  await expect(heading(app)).toBeVisible();
}

test('a delivered wrap-up is corrected by keyboard: what was sent is there, and LCM gets the change', async ({
  app,
  lcm,
}) => {
  await wrapUp(app, lcm, 'k-1');
  const [sent] = appliedFor(lcm, 'k-1');
  await begin(app, 'k-1');
  await expect(comment(app)).toHaveValue('as it was sent');
  await expect(app.getByRole('switch', { name: 'Callback' })).toBeChecked();
  await expect(app.getByRole('treeitem', { name: 'By card', selected: true })).toBeVisible();
  await expect(app.getByRole('complementary', { name: 'Calls' })).toContainText('To wrap up 0');
  await expectAccessible(app);
  await picture(app, '60-correcting');

  // Nothing differs: the agent is asked, and nothing is sent.
  await app.keyboard.press('Control+Enter');
  await expect(app.getByText(/^Nothing differs from what was sent/)).toBeVisible();
  await picture(app, '61-correcting-nothing-differs');
  await comment(app).focus();
  await app.keyboard.press('End');
  await app.keyboard.type(', corrected');
  await submit(app, 'k-1');
  await expect(heading(app)).toHaveCount(0);
  await expect.poll(() => comments(lcm, 'k-1')).toEqual(['as it was sent', 'as it was sent, corrected']);
  const corrected = appliedFor(lcm, 'k-1')[1];
  expect(corrected?.subtopic).toBe(sent!.subtopic);
  expect(corrected?.data).toEqual({
    ...(sent!.data as object),
    AgentComments: 'as it was sent, corrected',
  });

  await openView(app, 'History');
  await app.getByRole('textbox', { name: 'Search the history' }).fill('correction submitted');
  const found = app.locator('.history .entry');
  await expect(found).toHaveCount(1);
  await found.getByRole('button', { expanded: false }).click();
  await expect(app.getByText('Correction submitted').first()).toBeVisible();
});

test('a cancelled correction sends nothing; one in progress goes on after the page is loaded again', async ({
  app,
  lcm,
}) => {
  await wrapUp(app, lcm, 'k-2');
  await begin(app, 'k-2');
  await comment(app).fill('half corrected');
  // Another window shows it once the core has saved it. What a page says while a browser ends it may get lost.
  const quick = await app.context().newPage();
  await quick.goto(new URL('/quick.html', app.url()).href);
  await expect(comment(quick)).toHaveValue('half corrected');
  await quick.close();
  // LCM tells of the call once more: it stays the same correction.
  ring(lcm, 'k-2');
  await app.reload();
  await expect(heading(app)).toBeVisible();
  await expect(comment(app)).toHaveValue('half corrected');
  // Another call comes, and the correction stays in the form.
  ring(lcm, 'k-3');
  await expect(app.getByRole('complementary', { name: 'Calls' }).getByText('Contact k-3')).toBeVisible();
  await expect(heading(app)).toBeVisible();

  await app.keyboard.press('Escape');
  await expect(app.getByRole('button', { name: 'Cancel correction' })).toBeFocused();
  await app.keyboard.press('Escape');
  await seeCall(app, 'k-3');
  expect(comments(lcm, 'k-2')).toEqual(['as it was sent']);
  await begin(app, 'k-2');
  await expect(comment(app)).toHaveValue('as it was sent');
});

test('a waiting wrap-up is edited without an alarm, and is sent as it was if that is cancelled', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'k-4');
  await seeCall(app, 'k-4');
  await comment(app).fill('waits');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await lcm.stop();
  await expect(app.getByText(/LCM unreachable/).first()).toBeVisible();
  await submit(app, 'k-4');
  await correct(app, 'k-4').click();
  await expect(app.getByText('Correcting · not sent yet')).toBeVisible();
  await expect(app.getByText(/held/i)).toHaveCount(0);
  await comment(app).fill('changed in vain');
  await lcm.start();
  await expect(app.locator('[data-status=connected]')).toBeVisible();
  expect(comments(lcm, 'k-4')).toEqual([]);
  await app.getByRole('button', { name: 'Cancel correction' }).click();
  await expect.poll(() => comments(lcm, 'k-4')).toEqual(['waits']);
});

test('a correction with a callback is legible in a narrow window, from right to left, and in the dark', async ({
  app,
  lcm,
}) => {
  await wrapUp(app, lcm, 'k-5');
  await begin(app, 'k-5');
  await app.setViewportSize({ width: 420, height: 780 });
  await expectAccessible(app);
  await picture(app, '63-correcting-narrow');
  await app.setViewportSize({ width: 1_180, height: 780 });
  await app.getByRole('button', { name: 'Preferences' }).click();
  await app.getByRole('radio', { name: 'العربية' }).click();
  await app.keyboard.press('Escape');
  await expect(app.getByText(/^تصحيح · أُرسل/)).toBeVisible();
  await expectAccessible(app);
  await picture(app, '64-correcting-ar');
  await app.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(app);
  await picture(app, '62-correcting-dark');
});
