import { CLIENT_ID, startIdentityProvider } from '#test/support/identity-provider.ts';
import { expect, expectAccessible, startHost, test } from './browser-test.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';

test('an agent signs in at the site’s provider, in the browser, by keys alone, and LCM is reached', async ({
  browser,
  lcm,
}, testInfo) => {
  const idp = await startIdentityProvider();
  const dataDir = makeDataFolder(
    lcm,
    {},
    {
      lcm: { auth: { token: lcm.token, agent: { signIn: 'accessToken' } } },
      agent: { userId: '' },
      signIn: { issuer: idp.issuer, clientId: CLIENT_ID, userIdClaim: 'sub' },
    },
  );
  const host = await startHost(dataDir);
  const context = await browser.newContext({
    viewport: { width: 1_180, height: 780 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const picture = async (name: string): Promise<void> => {
    await page.screenshot({ path: testInfo.outputPath(`${name}.png`), animations: 'disabled' });
  };
  await page.goto(host.address);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Sign in in the browser' })).toBeFocused();
  await picture('out');
  await page.keyboard.press('Enter');
  const link = dialog.getByRole('link', { name: 'Go to the sign-in page' });
  await expect(link).toBeFocused();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 640 });
  await expectAccessible(page);
  await picture('waiting-dark-360');
  await page.setViewportSize({ width: 1_180, height: 780 });
  await page.emulateMedia({ colorScheme: 'light' });

  const [back] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await expect(back.getByText('You are signed in.')).toBeVisible();
  expect(await back.evaluate(() => document.scripts.length)).toBe(0);
  await back.screenshot({ path: testInfo.outputPath('returned.png') });
  await back.close();
  await expect(dialog).toBeHidden();
  await expect(page.locator('[data-status=connected]')).toBeVisible();

  // The one who is signed in, and the way out.
  await page.getByRole('button', { name: /ana/ }).click();
  await expect(dialog.getByText('ana is signed in.')).toBeVisible();
  await picture('in');
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await expect(dialog.getByRole('button', { name: 'Sign in again as ana' })).toBeFocused();
  await page.keyboard.press('Escape');
  const status = page.getByRole('button', { name: /^Status: / });
  await expect(status).toContainText('Sign in to reach LCM');
  await status.click();
  await picture('status');
  await page.getByRole('dialog', { name: 'Status' }).getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog.getByRole('button', { name: 'Sign in again as ana' })).toBeVisible();

  await context.close();
  await host.end();
  await idp.close();
  removeDataFolder(dataDir);
});

test('the sign-in at the provider in Arabic, from right to left', async ({ browser, lcm }, testInfo) => {
  const idp = await startIdentityProvider();
  const dataDir = makeDataFolder(
    lcm,
    { language: 'ar' },
    {
      lcm: { auth: { token: lcm.token, agent: { signIn: 'accessToken' } } },
      signIn: { issuer: idp.issuer, clientId: CLIENT_ID, userIdClaim: 'sub' },
    },
  );
  const host = await startHost(dataDir);
  const context = await browser.newContext({
    viewport: { width: 360, height: 700 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(host.address);
  await page.locator('.agent').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.screenshot({ path: testInfo.outputPath('ar-360.png'), animations: 'disabled' });
  await context.close();
  await host.end();
  await idp.close();
  removeDataFolder(dataDir);
});
