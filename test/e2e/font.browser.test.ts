import { expect, test } from './browser-test.ts';

test('the page shows nothing before its font is there, and no part of that font is missing', async ({
  address,
  browser,
}) => {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const fonts = (): string[] =>
      [...document.fonts].filter(({ family }) => family.includes('Inter Latin')).map(({ status }) => status);
    new MutationObserver((_changes, observer) => {
      if ((document.getElementById('app')?.childElementCount ?? 0) === 0) return;
      Object.assign(globalThis, { fontsAtFirst: fonts() });
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  // A font that comes late.
  await page.route(/inter-latin-wght/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await page.goto(address);
  await expect(page.getByRole('main')).toBeVisible();
  // A second part would be asked for later, and stood in for by fonts of the system until then.
  expect(await page.evaluate(() => (globalThis as { fontsAtFirst?: string[] }).fontsAtFirst)).toEqual([
    'loaded',
  ]);
  expect(await page.evaluate(() => getComputedStyle(document.body).fontFamily)).toMatch(/^"?Inter Latin/);
  await page.close();
});
