import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, startManagedHost, test } from './browser-test.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import type { TestLcm } from './lcm.ts';

/** Opens the screen of a machine that a site manages, and gives the page and the writers of both files. */
async function managed(
  browser: Browser,
  lcm: TestLcm,
  site: object,
  work: (page: Page, write: { site: (value: object | string) => void; dataDir: string }) => Promise<void>,
): Promise<void> {
  const dataDir = makeDataFolder(lcm);
  const file = join(dataDir, 'site.json');
  const write = (value: object | string): void => {
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  };
  write(site);
  const host = await startManagedHost(dataDir, file);
  const page = await browser.newPage({ viewport: { width: 1_180, height: 780 } });
  try {
    await page.goto(host.address);
    await work(page, { site: write, dataDir });
  } finally {
    await page.close();
    await host.end();
    removeDataFolder(dataDir);
  }
}

async function openPreferences(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Preferences' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

test('what the administrator has set is said where an agent could change it, and listed with its place', async ({
  browser,
  lcm,
}, testInfo) => {
  const locked = { agent: { userId: 'agent-7' }, callbacks: { remindMinutes: 3 }, lcm: { url: lcm.url } };
  await managed(browser, lcm, { locked }, async (page, { dataDir }) => {
    await expect(page.locator('[data-status=connected]')).toBeVisible();
    await openPreferences(page);
    const callbacks = page.getByRole('region', { name: 'Callbacks' });
    await expect(callbacks).toContainText('Set by your administrator');
    await expect(callbacks.getByRole('radio')).toHaveCount(0);
    await expectAccessible(page);
    await page.screenshot({ path: testInfo.outputPath('preferences.png') });

    await page.getByRole('button', { name: 'Settings of this computer…' }).press('Enter');
    await expect(page.getByRole('heading', { name: 'Settings of this computer' })).toBeVisible();
    await expect(page.locator('#main')).toBeFocused();
    const site = page.getByRole('region', {
      name: `Set by your administrator: ${join(dataDir, 'site.json')}`,
    });
    await expect(site.getByRole('listitem')).toHaveText([
      'agent.userId',
      'callbacks.remindMinutes',
      'lcm.url',
    ]);
    await expectAccessible(page);
    await page.screenshot({ path: testInfo.outputPath('settings.png') });

    await page.getByRole('button', { name: /agent-7/ }).click();
    const name = page.getByRole('textbox', { name: 'User ID' });
    await expect(name).toHaveValue('agent-7');
    await expect(name).not.toBeEditable();
    await expect(name).toHaveAccessibleDescription(/Set by your administrator/);
    await expectAccessible(page);
    await page.screenshot({ path: testInfo.outputPath('sign-in.png') });
  });
});

test('a managed machine without an address opens no practice', async ({ browser, lcm }) => {
  await managed(browser, { ...lcm, url: '' }, { locked: { agent: { userId: 'agent-7' } } }, async (page) => {
    await expect(page.locator('[data-status=refused]')).toBeVisible();
    await expect(page.getByText('Practice')).toHaveCount(0);
  });
});

test('a change is taken while the agent works, one for the next start is said, a faulty one changes nothing', async ({
  browser,
  lcm,
}, testInfo) => {
  await managed(browser, lcm, { locked: { lcm: { url: lcm.url } } }, async (page, { site }) => {
    await expect(page.locator('[data-status=connected]')).toBeVisible();
    await openPreferences(page);
    const callbacks = page.getByRole('region', { name: 'Callbacks' });
    await expect(callbacks).not.toContainText('Set by your administrator');
    site({ locked: { lcm: { url: lcm.url }, callbacks: { remindMinutes: 3 } } });
    await expect(callbacks).toContainText('Set by your administrator', { timeout: 20_000 });
    await page.keyboard.press('Escape');

    site({ locked: { lcm: { url: lcm.url, requestTimeoutMs: 5_000 } } });
    const news = page.getByRole('status').filter({ hasText: 'takes effect when Afterword is started again' });
    await expect(news).toBeVisible({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Show the settings' }).click();
    await expect(page.getByText('Some of what was changed takes effect')).toBeVisible();

    site('{ "locked": { "lcm": { "url": 5 }, "lmc": {} } }');
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect(page.getByText('locked.lcm.url')).toBeVisible();
    await expect(page.locator('[data-status=connected]')).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: testInfo.outputPath('faults.png') });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    await expectAccessible(page);
    await page.screenshot({ path: testInfo.outputPath('faults-narrow-dark.png') });
  });
});
