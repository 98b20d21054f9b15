import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { LANGUAGES } from '#shared/contract/language.ts';
import { CLIENT_ID, startIdentityProvider } from '#test/support/identity-provider.ts';
import { expect, test } from './desktop-test.ts';
import { AGENT, type TestLcm } from './lcm.ts';
import { chooseOutcome, currentCall, openView, seeCall } from './screen.ts';

/** Where this run puts the pictures of README and docs. `npm run pictures` copies them to `docs/pictures`. */
const ROOT = resolve(import.meta.dirname, '../..');
const MADE = join(ROOT, 'test-output/pictures');
const KEY = '5|3|1|0|0|44|';
const OUTCOME = 'Promise to pay›In full›By card';

async function take(page: Page, name: string): Promise<void> {
  mkdirSync(MADE, { recursive: true });
  await page.mouse.move(0, 0);
  // No animation is caught halfway, and no caret blinks.
  await page.screenshot({ path: join(MADE, `${name}.png`), animations: 'disabled', caret: 'hide' });
}

/** Each contact has a key of its own: what LCM knows of a contact goes by the key. */
function ringNamed(lcm: TestLcm, id: string, contactName: string): void {
  lcm.now.ring({ id, lcmKey: `${KEY}${id.at(-1)}`, user: AGENT, contactName, ringMs: 1, talkMs: 1 });
}

async function dismissNotices(page: Page): Promise<void> {
  const dismiss = page.getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
}

async function submitNamed(page: Page, contact: string): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.saved')).toContainText(`Saved. ${contact}`);
}

/** A call with an outcome and a comment, another call that waits, and one that is done. */
async function wrapUp(main: Page, lcm: TestLcm): Promise<void> {
  await dismissNotices(main);
  ringNamed(lcm, '482915', 'Inés Álvarez');
  await seeCall(main, '482915');
  await chooseOutcome(main, 'first inst', 'Payment›In part›First instalment');
  await submitNamed(main, 'Inés Álvarez');
  await expect(main.getByText('Delivered', { exact: true }).first()).toBeVisible();
  ringNamed(lcm, '482916', 'Marek Wiśniewski');
  await seeCall(main, '482916');
  ringNamed(lcm, '482917', 'Priya Raman');
  await expect(main.getByTitle(/482917/)).toBeVisible();
  await chooseOutcome(main, 'pro card', OUTCOME);
  await main.getByLabel('Comment').fill('Pays the whole amount by card once the salary is in.');
}

test.describe.configure({ mode: 'serial' });
test.beforeAll(() => rmSync(MADE, { recursive: true, force: true }));

test('the main window, light and dark, and a callback', async ({ app: { main }, lcm }) => {
  await wrapUp(main, lcm);
  for (const colorScheme of ['light', 'dark'] as const) {
    await main.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(main.locator(':root')).toHaveCSS('color-scheme', /light|dark/);
    await take(main, `wrap-up-${colorScheme}`);
  }
  await main.emulateMedia({ colorScheme: 'light' });
  await main.keyboard.press('Alt+C');
  await expect(main.getByRole('textbox', { name: 'When' })).toBeFocused();
  await main.keyboard.type('tomorrow 10-11');
  await expect(main.locator('#callback-result')).toContainText('10:00');
  await take(main, 'callback');
});

test('the quick wrap-up', async ({ app, lcm }) => {
  const { main, quick } = app;
  await wrapUp(main, lcm);
  await app.pressShortcut();
  await expect.poll(() => app.hasKeyboard(quick)).toBe(true);
  await quick.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await currentCall(quick).click();
  await quick
    .getByRole('dialog')
    .getByRole('button', { name: /Priya Raman/ })
    .click();
  await expect(currentCall(quick)).toContainText('Priya Raman');
  await chooseOutcome(quick, 'pro card', OUTCOME);
  await quick.getByLabel('Comment').fill('Wants to be called once the salary is in.');
  await quick.keyboard.press('Alt+C');
  await expect(quick.getByRole('textbox', { name: 'When' })).toBeFocused();
  await quick.keyboard.type('tomorrow 10');
  await expect(quick.locator('#callback-result')).toContainText('10:00');
  await quick.keyboard.press('Enter');
  await take(quick, 'quick-wrap-up');
});

test('the outbox while LCM is away', async ({ app: { main }, lcm }) => {
  await main.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await dismissNotices(main);
  const calls = { 482915: 'Inés Álvarez', 482916: 'Marek Wiśniewski', 482917: 'Priya Raman' };
  // The app shows this call because it is the only one. Of several at once, it would show the newest.
  for (const [id, name] of Object.entries(calls)) {
    ringNamed(lcm, id, name);
    await seeCall(main, '482915');
  }
  await expect(main.getByRole('treeitem', { name: 'Payment Done' })).toBeVisible();
  await expect(main.getByRole('complementary', { name: 'Calls' }).getByTitle(/^Call 4829/)).toHaveCount(3);
  await lcm.stop();
  await expect(main.locator('[data-status=unreachable]')).toBeVisible();
  for (const name of Object.values(calls)) {
    await main.getByRole('complementary', { name: 'Calls' }).getByRole('button', { name }).click();
    await chooseOutcome(main, 'pro card', OUTCOME);
    await submitNamed(main, name);
  }
  await expect(main.locator('[data-status]')).toContainText('3 waiting');
  await openView(main, 'Outbox');
  await expect(main.getByRole('article')).toHaveCount(3);
  await take(main, 'outbox-offline');
});

/** Adds to the settings of a data folder, section by section. */
function set(dataDir: string, more: Readonly<Record<string, object>>): void {
  const path = join(dataDir, 'settings.json');
  const settings = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>;
  for (const [section, values] of Object.entries(more))
    settings[section] = { ...settings[section], ...values };
  writeFileSync(path, JSON.stringify(settings));
}

test('what an agent knows of a contact, and does for the next call', async ({ dataDir, start, lcm }) => {
  test.slow();
  set(dataDir, {
    calls: { busIsOwn: true, clearContact: true },
    form: { otherCampaigns: { offered: true } },
  });
  const { main } = await start();
  await main.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect(main.locator('[data-status=connected]')).toBeVisible();
  await dismissNotices(main);
  const [first, second] = ['Inés Álvarez', 'Marek Wiśniewski'];
  for (const [id, name, when] of [
    ['482916', second, 'in 3 days 10:00'],
    ['482917', first, 'tomorrow 11'],
  ] as const) {
    ringNamed(lcm, id, name);
    await seeCall(main, id);
    await chooseOutcome(main, 'pro card', OUTCOME);
    await main.getByLabel('Comment').fill('Wants to be called by me once the papers have come.');
    await main.keyboard.press('Alt+C');
    await main.getByRole('textbox', { name: 'When' }).fill(when);
    await main.getByRole('radio', { name: 'Me', exact: true }).click();
    await submitNamed(main, name);
  }
  await expect(main.locator('[data-status=connected]')).toContainText('All delivered');
  await main.keyboard.press('Alt+R');
  await main.getByRole('button', { name: 'Ask LCM' }).click();
  await expect(main.getByText(/^LCM’s list as of/)).toBeVisible();
  await expect(main.getByText('LCM and here')).toHaveCount(2);
  await take(main, 'callbacks');
  await openView(main, 'Wrap-up');

  // The same contact calls again.
  const lcmKey = `${KEY}7`;
  const story = ['ringing', 'answered', 'afterCallWork', 'wait:talk', 'dropped'] as const;
  lcm.now.ring({
    ...{ id: '482927', lcmKey, user: AGENT, contactName: first, ringMs: 1, talkMs: 3_600_000 },
    story: [...story],
  });
  await seeCall(main, '482927');
  await expect(main.getByRole('button', { name: 'Save and clear' })).toBeVisible();
  await expect(main.locator('fieldset').getByRole('checkbox')).toHaveCount(2);
  await take(main, 'known-contact');
  await main.keyboard.press('Alt+X');
  await expect(main.getByRole('dialog', { name: 'Do not call' }).getByRole('status')).toHaveText(
    /^Nobody will/,
  );
  await take(main, 'do-not-call');
});

test('the sign-in at the site’s provider', async ({ dataDir, start, lcm }) => {
  const provider = await startIdentityProvider();
  set(dataDir, {
    lcm: { auth: { token: lcm.token, agent: { signIn: 'accessToken' } } },
    agent: { userId: '' },
    signIn: { issuer: provider.issuer, clientId: CLIENT_ID, userIdClaim: 'sub' },
  });
  const { main } = await start();
  await main.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect(main.getByRole('button', { name: 'Sign in in the browser' })).toBeFocused();
  await expect(main.getByText('What you save waits here until you sign in')).toBeAttached();
  await take(main, 'sign-in');
  await provider.close();
});

if ((LANGUAGES as readonly string[]).includes('ar')) {
  test('a wrap-up from right to left', async ({ dataDir, start, lcm }) => {
    writeFileSync(
      join(dataDir, 'preferences.json'),
      JSON.stringify({ agents: [[AGENT, { language: 'ar', theme: 'light' }]] }),
    );
    const { main } = await start();
    await expect(main.locator('html[dir=rtl]')).toBeVisible();
    await expect(main.locator('[data-status=connected]')).toBeVisible();
    ringNamed(lcm, '482916', 'ليلى حداد');
    await expect(main.getByRole('heading', { name: 'ليلى حداد' })).toBeVisible();
    await main.getByRole('treeitem').first().waitFor();
    await main.keyboard.type('pro card');
    await expect(main.getByRole('option').first()).toHaveText(OUTCOME);
    await main.keyboard.press('Enter');
    await expect(main.getByRole('option')).toHaveCount(0);
    await take(main, 'right-to-left');
  });
}

test('this run made every picture that a document shows', () => {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT });
  const shown = documents.flatMap((name) => [
    ...readFileSync(join(ROOT, name), 'utf8').matchAll(/\((?:docs\/)?pictures\/([^)]+)\)/g),
  ]);
  expect(shown.length).toBeGreaterThan(9);
  expect(shown.map(([, name]) => name!).filter((name) => !existsSync(join(MADE, name)))).toEqual([]);
});
