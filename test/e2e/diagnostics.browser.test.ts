import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { DIAGNOSTICS_FILE_NAME } from '#shared/contract/diagnostics-file.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { overflows } from './overflows.ts';
import { picture, seeCall } from './screen.ts';

/** Opens the preferences by the keyboard alone, and saves the diagnostics with it. */
async function save(app: Page): Promise<Record<string, string>> {
  const button = app.locator('.diagnostics button');
  await button.focus();
  const [download] = await Promise.all([app.waitForEvent('download'), app.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(DIAGNOSTICS_FILE_NAME);
  await expect(app.locator('.diagnostics [role=status]')).toContainText(download.suggestedFilename());
  await expect(button).toBeFocused();
  const zip = unzipSync(readFileSync(await download.path()));
  return Object.fromEntries(Object.entries(zip).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const LOOKS = [
  ['light', 1_180, 'light'],
  ['dark', 1_180, 'dark'],
  ['narrow', 360, 'light'],
] as const;

async function look(app: Page, name: string): Promise<void> {
  for (const [way, width, colorScheme] of LOOKS) {
    await app.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.setViewportSize({ width, height: 780 });
    await app.locator('.diagnostics').scrollIntoViewIfNeeded();
    await expectAccessible(app);
    await expect.poll(() => overflows(app)).toEqual([]);
    await picture(app, `55-diagnostics-${name}-${way}`);
  }
}

test('an agent saves one file for support, by the keyboard, and is told what is in it', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'd-1', '5|3|1|0|0|44|1');
  await seeCall(app, 'd-1');
  await app.getByRole('button', { name: 'Preferences' }).click();
  const texts = await save(app);
  expect(Object.keys(texts)).toEqual(
    expect.arrayContaining(['about.json', 'link.json', 'state.json', 'logs/afterword.log']),
  );
  expect(JSON.parse(texts['state.json']!)).toMatchObject({ calls: [{ type: 'OUTBOUND' }], signedIn: true });
  expect(JSON.stringify(texts)).not.toContain(lcm.token);
  await look(app, 'en');
});

for (const language of ['ar', 'de', 'hi'] as const)
  test.describe(`in ${language}`, () => {
    test.use({ preferences: { language } });
    test(`saving a file for support, in ${language}`, async ({ app }) => {
      await app.keyboard.press('Control+Comma');
      await expect(app.locator('.diagnostics')).toBeVisible();
      await save(app);
      await look(app, language);
    });
  });

test.describe('where the settings are wrong', () => {
  test.use({ settings: { form: { commentLimit: 0 } } });
  test('the page with their faults offers the file for support', async ({ app }) => {
    await app.getByRole('button', { name: 'Show' }).click();
    const { 'settings.json': settings } = await save(app);
    expect(JSON.parse(settings!)).toMatchObject({ faults: [{ path: 'form.commentLimit' }] });
    await look(app, 'settings');
  });
});

test.describe('where the site has a collector', () => {
  test.use({ settings: { metrics: { url: 'http://127.0.0.1:9/v1/metrics' } } });
  test('the page loads what measures searches', async ({ app, lcm }) => {
    ring(lcm, 'd-2', '5|3|1|0|0|44|2');
    await seeCall(app, 'd-2');
    await expect.poll(() => loaded(app)).toBe(true);
  });
});

test('without a collector the page does not load what measures searches', async ({ app, lcm }) => {
  ring(lcm, 'd-3', '5|3|1|0|0|44|3');
  await seeCall(app, 'd-3');
  await app.getByRole('combobox', { name: 'Find an outcome' }).fill('pay');
  expect(await loaded(app)).toBe(false);
});

const loaded = (app: Page): Promise<boolean> =>
  app.evaluate(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/search-timing-')),
  );
