import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { AGENT, expectApplied, ring } from './lcm.ts';
import { currentCall, picture, seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const LINK = `afterword://wrap-up?callid=h-1&account=${encodeURIComponent(KEY)}&type=MANUAL`;

test('the tray opens the quick wrap-up, which the agent fills in by keyboard', async ({ app, lcm }) => {
  const { quick } = app;
  ring(lcm, 'g-1', KEY);
  await expect(currentCall(quick)).toContainText('g-1');
  expect(await app.isShown(quick)).toBe(false);
  await app.clickTray();
  await expectReady(app);

  await quick.keyboard.type('pro card');
  await expect(quick.getByRole('option').first()).toHaveText('Promise to pay›In full›By card');
  await quick.keyboard.press('Tab');
  await expect.poll(() => focused(quick)).toBe('Comment');
  await quick.keyboard.type('By keyboard');
  await picture(quick, '8-quick-wrap-up');
  await quick.keyboard.press('Control+Enter');
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
    callid: 'g-1',
    AccountNumber: KEY,
    OutcomeId: 302,
    LeadScore: 80,
    UserID: AGENT,
    AgentComments: 'By keyboard',
    TargetAmount: 0,
  });
  await quick.keyboard.press('Escape');
  await expect.poll(() => app.isShown(quick)).toBe(false);
});

test('Esc hides the quick wrap-up and keeps its draft; the shortcut brings both back', async ({
  app,
  lcm,
}) => {
  const { quick } = app;
  ring(lcm, 'g-2', KEY);
  await expect(currentCall(quick)).toContainText('g-2');
  await app.pressShortcut();
  await expectReady(app);
  await quick.getByLabel('Comment').fill('half a thou');
  await quick.keyboard.press('Escape');
  await expect.poll(() => app.isShown(quick)).toBe(false);
  await expect(app.main.getByLabel('Comment')).toHaveValue('half a thou');
  await app.pressShortcut();
  await expect.poll(() => app.hasKeyboard(quick)).toBe(true);
  await expect(quick.getByLabel('Comment')).toHaveValue('half a thou');
  await quick.getByRole('button', { name: 'Open the main window' }).click();
  await expect.poll(() => app.isShown(app.main)).toBe(true);
});

test('closing the window keeps the app in the tray; a second start shows the window again and ends', async ({
  app,
  lcm,
}) => {
  await app.closeWindow(app.main);
  await expect.poll(() => app.isShown(app.main)).toBe(false);
  expect(lcm.now.connections()).toBe(1);
  expect(await app.startAgain()).toBe(0);
  await expect.poll(() => app.isShown(app.main)).toBe(true);
  await app.closeWindow(app.main);
  await app.clickTrayMenu('Open Afterword');
  await expect.poll(() => app.isShown(app.main)).toBe(true);
});

test('a link given to a second start opens its call in the first', async ({ app }) => {
  await app.closeWindow(app.main);
  expect(await app.startAgain(LINK)).toBe(0);
  await seeCall(app.main, 'h-1');
  await expect(app.main.getByRole('button', { name: 'Copy ids' })).toHaveAttribute(
    'title',
    `Call h-1, LCM key ${KEY}`,
  );
  await expect.poll(() => app.isShown(app.main)).toBe(true);
});

test('the ids of a call are copied for support', async ({ app, lcm }) => {
  ring(lcm, 'h-9', KEY);
  await seeCall(app.main, 'h-9');
  await app.main.getByRole('button', { name: 'Copy ids' }).press('Enter');
  await expect(app.main.getByRole('button', { name: 'Copied' })).toBeVisible();
  const comment = app.main.getByLabel('Comment');
  await comment.press('ControlOrMeta+v');
  await expect(comment).toHaveValue(`Call h-9, LCM key ${KEY}`);
});

test('arguments given to a second start open their call in the first', async ({ app }) => {
  expect(await app.startAgain('--callid', 'h-2', '--account', KEY, '--type', 'inbound')).toBe(0);
  await seeCall(app.main, 'h-2');
  expect(await app.startAgain('--callid=h-3', `--account=${KEY}`, '--call-type=INBOUND')).toBe(0);
  await seeCall(app.main, 'h-3');
});

test('a link given to a second start takes no key from an agent who types', async ({ app, lcm }) => {
  const { main } = app;
  ring(lcm, 'g-3', KEY);
  await seeCall(main, 'g-3');
  await main.getByLabel('Comment').click();
  await main.keyboard.type('half a ');
  expect(await app.startAgain(LINK)).toBe(0);
  await expect(main.getByText('The softphone opened a call: h-1')).toBeVisible();
  await main.keyboard.type('thought');
  await expect(main.getByLabel('Comment')).toHaveValue('half a thought');
  await main.getByRole('button', { name: 'Go to it' }).press('Enter');
  await seeCall(main, 'h-1');
  await expect(main.getByLabel('Comment')).toHaveValue('');
});

test('a link given to the first start opens its call', async ({ start }) => {
  const app = await start(LINK);
  await seeCall(app.main, 'h-1');
});

test('a hostile link is refused with a message, and the log does not quote it', async ({ app, dataDir }) => {
  expect(await app.startAgain('afterword://wrap-up?callid=SECRET-1&account=SECRET-2&callid=SECRET-3')).toBe(
    0,
  );
  await expect(app.main.getByText(/A link to a call was refused: it says something twice/)).toBeVisible();
  await picture(app.main, '9-link-refused');
  const log = (): string => readFileSync(join(dataDir, 'logs', 'afterword.log'), 'utf8');
  await expect.poll(log).toContain('duplicateParameter');
  expect(log()).not.toContain('SECRET');
});

test('a link that is too long to be handed over ends no app: its call comes, with a shorter name', async ({
  app,
}) => {
  expect(await app.startAgain(`${LINK}&contact=${'x'.repeat(17_000)}`)).toBe(0);
  await seeCall(app.main, 'h-1');
  expect(app.hasEnded()).toBe(false);
});

test('quitting from the tray ends the app', async ({ app, lcm }) => {
  const gone = new Promise((resolve) => app.electron.process().once('exit', resolve));
  await app.clickTrayMenu('Quit Afterword').catch(() => {});
  expect(await gone).toBe(0);
  await expect.poll(() => lcm.now.connections()).toBe(0);
});

/** Checks that the quick wrap-up has the keyboard and that its search has the focus. */
async function expectReady(app: DesktopApp): Promise<void> {
  await expect.poll(() => app.hasKeyboard(app.quick)).toBe(true);
  // Playwright emulates the focus, so the page does not notice that its window got the keyboard. This tells it.
  await app.quick.evaluate(() => window.focus());
  await expect.poll(() => focused(app.quick)).toBe('Find an outcome');
}

/** The name of the focused control in a page. */
async function focused(page: Page): Promise<string | undefined> {
  return await page.evaluate(() => {
    const active = document.activeElement;
    const label = active instanceof HTMLTextAreaElement ? active.labels[0]?.textContent : active?.ariaLabel;
    return label?.trim();
  });
}

test('a start at login stays in the tray until somebody asks for a window, and delivers meanwhile', async ({
  start,
}) => {
  const app = await start('--hidden');
  await expect(app.main.locator('[data-status=connected]')).toBeAttached();
  expect([await app.isShown(app.main), await app.isShown(app.quick)]).toEqual([false, false]);
  expect(await app.startAgain('--hidden')).toBe(0);
  expect(await app.isShown(app.main)).toBe(false);
  expect(await app.startAgain()).toBe(0);
  await expect.poll(() => app.isShown(app.main)).toBe(true);
});
