import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Language } from '#shared/contract/language.ts';
import { expect, expectAccessible, startHost, test as base } from './browser-test.ts';
import { removeDataFolder } from './data-folder.ts';
import { overflows } from './overflows.ts';
import { openView, picture } from './screen.ts';

interface Fixtures {
  dataDir: string;
  /** Starts a host with these settings, or without any, and opens its page. Ends the one before. */
  open(settings: object | string | null, locale?: string): Promise<Page>;
}

const test = base.extend<Fixtures>({
  dataDir: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'afterword-e2e-'));
    await use(folder);
    removeDataFolder(folder);
  },
  open: async ({ browser, dataDir }, use) => {
    let end = async (): Promise<void> => {};
    await use(async (settings, locale = 'en-GB') => {
      await end();
      if (settings !== null)
        writeFileSync(
          join(dataDir, 'settings.json'),
          typeof settings === 'string' ? settings : JSON.stringify(settings, null, 2),
        );
      const host = await startHost(dataDir);
      const context = await browser.newContext({ viewport: { width: 1_180, height: 780 }, locale });
      end = async () => {
        await context.close();
        await host.end();
      };
      const page = await context.newPage();
      await page.goto(host.address);
      return page;
    });
    await end();
  },
});

const LOOKS = [
  ['wide', 'en', 1_180, 'light'],
  ['dark', 'en', 1_180, 'dark'],
  ['narrow', 'en', 400, 'light'],
  ['ar', 'ar', 1_180, 'light'],
  ['de', 'de', 400, 'light'],
] as const satisfies readonly (readonly [string, Language, number, 'light' | 'dark'])[];

/** Takes pictures in all looks. Each must fit and be accessible. */
async function look(page: Page, name: string, way: string, width: number, colorScheme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: 780 });
  await expectAccessible(page);
  await expect.poll(() => overflows(page)).toEqual([]);
  await picture(page, `${name}-${way}`);
}

for (const [way, language, width, colorScheme] of LOOKS) {
  test(`the first start is one choice, ${way}`, async ({ open }) => {
    const page = await open(null, language);
    await expect(page.locator('#user-id')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await look(page, '20-first-start', way, width, colorScheme);
  });

  test(`settings that are wrong are a page with each fault, ${way}`, async ({ open }) => {
    const page = await open(
      {
        lcm: { url: 'lcm.example.com:8080/agents', path: 'socket.io', requestTimeoutMs: 'long' },
        form: { commentLimit: 0, callbackZone: 'Madrid', maskNumber: true },
      },
      language,
    );
    await page.locator('#user-id').fill('ana');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.locator('.settings li')).toHaveCount(6);
    await look(page, '21-settings', way, width, colorScheme);
  });
}

test('a practice name is never the real one, and a configured name is plain at each start', async ({
  open,
  dataDir,
}) => {
  let page = await open(null);
  await page.getByLabel('Any name').fill('trainee');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /trainee/ })).toBeVisible();
  await expect(page.getByText('Practice', { exact: true })).toBeVisible();
  page = await open(null);
  await expect(page.getByRole('button', { name: /trainee/ })).toBeVisible();

  const lcm = { url: 'http://127.0.0.1:9' };
  page = await open({ lcm });
  await expect(page.getByRole('dialog', { name: 'Who is wrapping up?' })).toBeVisible();
  await expect(page.getByLabel('Your LCM user ID')).toHaveValue('');
  await page.getByLabel('Your LCM user ID').fill('b.silva');
  await page.keyboard.press('Enter');
  page = await open({ lcm });
  await expect(page.getByRole('button', { name: /b\.silva/ })).toBeVisible();

  page = await open({ lcm, agent: { userId: 'ana' } });
  await page.getByRole('button', { name: /ana/ }).click();
  await expect(page.getByText('ana is signed in: the settings of this computer say so.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Your LCM user ID').fill('carla');
  await expect(page.getByText(/Another name holds until Afterword is closed/)).toBeVisible();
  await picture(page, '22-sign-in');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /carla/ })).toBeVisible();
  page = await open({ lcm, agent: { userId: 'ana' } });
  await expect(page.getByRole('button', { name: /ana/ })).toBeVisible();
  expect(dataDir).not.toBe('');
});

test('wrong settings keep no one from the outbox, and are read again on request', async ({
  open,
  dataDir,
}) => {
  const page = await open({ agent: { userId: 'ana' }, lcm: { ur: 'https://lcm.example.com' } });
  const view = page.getByRole('region', { name: 'Settings of this computer' });
  await expect(view.getByText('lcm.ur', { exact: true })).toBeVisible();
  await expect(view.getByText('line 6')).toBeVisible();
  await expect(view.getByText('is not a setting: it may be meant as “url”')).toBeVisible();
  await expect(view.getByText(join(dataDir, 'settings.json'))).toBeVisible();
  // A browser host cannot open a folder.
  await expect(view.getByRole('button', { name: 'Open folder' })).toHaveCount(0);

  await openView(page, 'Outbox');
  await expect(page.getByRole('heading', { level: 1, name: 'Outbox' })).toBeVisible();
  await openView(page, 'Wrap-up');
  await page.getByRole('button', { name: 'Show what is wrong' }).click();
  await view.getByRole('button', { name: 'Copy report' }).click();
  await expect(view.getByText('Copied.')).toBeVisible();

  await view.getByRole('button', { name: 'Check again' }).click();
  await expect(view.getByText(/^Checked at .*: one fault\.$/)).toBeVisible();
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ lcm: { url: 'https://lcm.example.com' } }));
  await view.getByRole('button', { name: 'Check again' }).click();
  await expect(
    view.getByText(/Some of what was changed takes effect when Afterword’s host is ended/),
  ).toBeVisible();
  await expectAccessible(page);
  await picture(page, '21-settings-right');
});

test('where only a neighbour of the address is wrong, LCM is reached and one line says so', async ({
  open,
  lcm,
}) => {
  const page = await open({
    agent: { userId: 'testagent' },
    lcm: { url: lcm.url, auth: { token: lcm.token }, path: 'socket.io' },
  });
  await expect(page.locator('[data-status=connected]')).toBeVisible();
  await expect(page.getByText('One setting is wrong, and has no effect.')).toBeVisible();
  await page.getByRole('button', { name: 'Show what is wrong' }).click();
  await expect(page.getByText('"/socket.io"')).toBeVisible();
});
