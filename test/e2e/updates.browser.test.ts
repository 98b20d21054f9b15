import { expect, expectAccessible, test as base } from './browser-test.ts';
import { startUpdateFeed, type UpdateFeed } from '#test/support/update-feed.ts';

const NEWS = 'There is a newer Afterword (9.9.9). Your administrator installs it.';

const test = base.extend<{ feed: UpdateFeed; settings: Readonly<Record<string, object>> }>({
  feed: async ({}, use) => {
    const feed = await startUpdateFeed({ version: '9.9.9', installer: Buffer.from('an installer') });
    await use(feed);
    await feed.close();
  },
  settings: async ({ feed }, use) => {
    await use({ updates: { url: feed.url } });
  },
});

test('the agent hears once that there is a newer version, puts it away by keys, and keeps their place', async ({
  app,
  feed,
}, testInfo) => {
  const news = app.getByRole('status').filter({ hasText: NEWS });
  await expect(news).toBeVisible();
  expect(feed.asked.every((path) => path.endsWith('latest-linux.yml'))).toBe(true);
  for (const [name, width, colorScheme] of [
    ['light', 1_180, 'light'],
    ['dark', 1_180, 'dark'],
    ['narrow', 360, 'light'],
  ] as const) {
    await app.setViewportSize({ width, height: 780 });
    await app.emulateMedia({ colorScheme });
    await expectAccessible(app);
    const wide = await app.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await app.screenshot({ path: testInfo.outputPath(`${name}.png`) });
  }
  await news.getByRole('button', { name: 'Dismiss this notice' }).press('Enter');
  await expect(news).toBeHidden();
  expect(await app.evaluate(() => document.activeElement?.tagName)).not.toBe('HTML');
});

test.describe('in Arabic', () => {
  test.use({ preferences: { language: 'ar' } });
  test('it stands from right to left', async ({ app }, testInfo) => {
    await expect(app.getByText(/يوجد إصدار أحدث من Afterword/)).toBeVisible();
    await expect(app.locator('html')).toHaveAttribute('dir', 'rtl');
    await expectAccessible(app);
    await app.screenshot({ path: testInfo.outputPath('ar.png') });
  });
});
