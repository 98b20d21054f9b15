import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { enlarge } from '#test/support/large-store.ts';
import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { appliedFor, ring } from './lcm.ts';
import { chooseOutcome, picture, seeCall, selectCall, submit } from './screen.ts';

test('wrap-ups submitted while LCM was away arrive after a restart: once, in order, unchanged', async ({
  app,
  lcm,
  start,
  dataDir,
}) => {
  const calls = ['e-1', 'e-2', 'e-3'];
  for (const call of calls) ring(lcm, call);
  // Show the call with its outcomes once, so that the list is cached when LCM is away.
  await selectCall(app.main, 'e-1');
  await expect(app.main.getByRole('treeitem', { name: 'Payment Done' })).toBeVisible();
  await lcm.stop();
  await expect(app.main.locator('[data-status=unreachable]')).toBeVisible();

  for (const call of calls) {
    await selectCall(app.main, call);
    await chooseOutcome(app.main, 'pro card', 'Promise to pay›In full›By card');
    await app.main.getByLabel('Comment').fill(`While LCM was away: ${call}`);
    await submit(app.main, call);
  }
  await expect(app.main.locator('[data-status]')).toContainText('3 waiting');
  await expect.poll(async () => (await app.tray())?.kind).toBe('waiting');
  await picture(app.main, '7-lcm-away');
  await app.quit();
  expect(lcm.now.ledger.entries()).toEqual([]);

  enlarge(dataDir);
  const again = await start();
  await expect(again.main.locator('[data-status]')).toContainText('3 waiting');
  await lcm.start();
  await lcm.now.ledger.waitUntil((ledger) => ledger.applied().length >= calls.length, 20_000);
  await expect(again.main.locator('[data-status=connected]')).toContainText('All delivered');
  const arrived = lcm.now.ledger
    .entries()
    .map((entry) => entry.data as { callid: string; AgentComments: string });
  expect(arrived.map(({ callid }) => callid)).toEqual(calls);
  expect(arrived.map(({ AgentComments }) => AgentComments)).toEqual(
    calls.map((call) => `While LCM was away: ${call}`),
  );
  // The check goes on while all is delivered.
  await expect
    .poll(() =>
      globSync(join(dataDir, 'logs/*.log'))
        .map((path) => readFileSync(path, 'utf8'))
        .join(''),
    )
    .toContain('The database was checked in a thread of its own { first: false }');
});

test('an app killed right after “Saved” delivers after its restart', async ({ app, lcm, start }) => {
  lcm.now.faults.set({ latency: 60_000, only: ['SetBusinessOutcomeWithComments'] });
  ring(lcm, 'f-1');
  await seeCall(app.main, 'f-1');
  await chooseOutcome(app.main, 'pro card', 'Promise to pay›In full›By card');
  await submit(app.main, 'f-1');
  await app.kill();
  expect(appliedFor(lcm, 'f-1')).toEqual([]);

  // This is a new LCM process. Requests that the old one had not read are lost.
  await lcm.stop();
  await lcm.start();
  await start();
  await lcm.now.ledger.waitFor((entry) => entry.applied, 20_000);
  expect(appliedFor(lcm, 'f-1')).toHaveLength(1);
  expect(appliedFor(lcm, 'f-1')[0]?.data).toMatchObject({ OutcomeId: 302 });
});

test('the last typed text is kept when the agent quits at once', async ({ app, lcm, start }) => {
  ring(lcm, 'q-1');
  await seeCall(app.main, 'q-1');
  await app.main.getByLabel('Comment').fill('typed and left');
  await app.quit();

  const again = await start();
  await seeCall(again.main, 'q-1');
  await expect(again.main.getByLabel('Comment')).toHaveValue('typed and left');
});

test('a crashed page comes back by itself, with the draft', async ({ app, lcm }) => {
  ring(lcm, 'x-1');
  await seeCall(app.main, 'x-1');
  await app.main.getByLabel('Comment').fill('before the crash');
  await expect(app.main.getByText('Draft', { exact: true })).toBeVisible();
  await expect
    .poll(() => app.quick.evaluate(() => document.querySelector('textarea')?.value))
    .toBe('before the crash');
  const inPage = await crash(app, app.main);
  await expect.poll(() => inPage('document.querySelector("textarea")?.value')).toBe('before the crash');
});

test('the quick wrap-up still shows its call after its page crashed', async ({ app, lcm }) => {
  ring(lcm, 'x-2');
  await seeCall(app.main, 'x-2');
  await app.pressShortcut();
  await expect.poll(() => app.hasKeyboard(app.quick)).toBe(true);
  const inPage = await crash(app, app.quick);
  const chosen = (): Promise<unknown> => inPage('document.querySelector("button.switcher")?.textContent');
  await expect.poll(chosen).toContain('x-2');
  await inPage('document.querySelector("textarea").focus()');
  ring(lcm, 'x-3');
  await expect.poll(chosen).toContain('1 of 2');
  expect(await chosen()).toContain('x-2');
  expect(await inPage('document.activeElement.tagName')).toBe('TEXTAREA');
});

/**
 * Crashes a page and waits until it is back. Playwright cannot use a crashed page any more, so the returned function
 * goes through the window.
 *
 * @returns a function that runs an expression in the page
 */
async function crash(app: DesktopApp, page: Page): Promise<(expression: string) => Promise<unknown>> {
  const window = await app.windowOf(page);
  await window.evaluate(
    ({ webContents }) =>
      new Promise((back) => {
        webContents.once('did-finish-load', () => back(null));
        webContents.forcefullyCrashRenderer();
      }),
  );
  return (expression) =>
    window.evaluate(
      ({ webContents }, asked) => webContents.executeJavaScript(asked) as Promise<unknown>,
      expression,
    );
}

test('the last typed text is kept when the agent logs off from Windows', async ({ app, lcm, start }) => {
  ring(lcm, 'o-9');
  await seeCall(app.main, 'o-9');
  const gone = app.electron.waitForEvent('close');
  await app.main.getByLabel('Comment').fill('until the very last key');
  // What Windows sends to every window. Nothing may prevent the end.
  await app.electron.evaluate(({ BrowserWindow }) => {
    for (const name of ['query-session-end', 'session-end'] as const)
      for (const window of BrowserWindow.getAllWindows()) window.emit(name, { reasons: ['logoff'] });
  });
  await gone;

  const again = await start();
  await seeCall(again.main, 'o-9');
  await expect(again.main.getByLabel('Comment')).toHaveValue('until the very last key');
});
