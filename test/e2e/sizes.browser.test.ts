import type { Page } from '@playwright/test';
import { expect, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { picture } from './screen.ts';

/** Sizes of windows in CSS pixels, for both pages. A zoom of 200 % halves what a window has. */
const SIZES = {
  'index.html': [
    [400, 640],
    [590, 390],
    [1_024, 700],
    [1_180, 780],
    [1_475, 975],
    [1_600, 900],
    [2_400, 1_300],
  ],
  'quick.html': [
    [560, 800],
    [560, 520],
    [400, 500],
  ],
} as const;

/** What of the form is not in the window as a whole, or under something else, and what is wider than the window. */
async function outOfView(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    for (const wanted of ['[role=combobox]', 'textarea', '.submit']) {
      const element = document.querySelector(wanted)!;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
      const shown = [
        [left + 4, top + 4],
        [right - 4, top + 4],
        [left + 4, bottom - 4],
      ].every(([x, y]) =>
        document.elementFromPoint(x!, y!)?.closest('.box, textarea, .submit, .outcome-field'),
      );
      if (!isInside || !shown) found.push(`${wanted} at ${left}, ${top} to ${right}, ${bottom}`);
    }
    for (const element of document.querySelectorAll('#app, #app *')) {
      const { overflowX } = getComputedStyle(element);
      if (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1)
        found.push(`scrolls sideways: ${element.className}`);
    }
    if (document.documentElement.scrollHeight > innerHeight) found.push('the page scrolls');
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    return found;
  });
}

for (const [name, sizes] of Object.entries(SIZES)) {
  test(`the outcome, the comment and Submit are in view at every size of ${name}`, async ({ app, lcm }) => {
    for (const call of ['s-1', 's-2', 's-3']) ring(lcm, call);
    await expect(app.locator('.view [data-place]')).toHaveCount(3);
    await app.goto(new URL(name, app.url()).href);
    await expect(app.getByRole('treeitem').first()).toBeAttached();
    for (const part of ['closed', 'open'] as const) {
      if (part === 'open') {
        await app.keyboard.press('Alt+c');
        await expect(app.locator('#field-callbackWhen')).toBeFocused();
      }
      for (const [width, height] of sizes) {
        await app.setViewportSize({ width, height });
        await expect.poll(() => outOfView(app), `${part}, ${width} × ${height}`).toEqual([]);
        await picture(app, `15-sizes-${name.replace('.html', '')}-${width}-${part}`);
      }
      await app.setViewportSize({ width: sizes[0][0], height: sizes[0][1] });
    }
    // What scrolls comes into view with the focus: the last thing that can be set of a callback.
    for (const [width, height] of sizes) {
      await app.setViewportSize({ width, height });
      const last = app.locator('.callback [role=radiogroup] label').last();
      await last.scrollIntoViewIfNeeded();
      await expect(last).toBeInViewport({ ratio: 1 });
    }
  });
}

test('in a window that is too low for them, the outcome, the comment and Submit come into view with the focus', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'low');
  await expect(app.getByRole('treeitem').first()).toBeAttached();
  // A page of 1,180 × 780 at 300 %, and one of 1,280 × 1,024 at 400 % (WCAG 2.2, 1.4.10).
  for (const [width, height] of [
    [393, 260],
    [320, 256],
  ] as const) {
    await app.setViewportSize({ width, height });
    for (const wanted of ['[role=combobox]', 'textarea', '.submit']) {
      // What LCM knows of the call may come meanwhile, and stand above it.
      await expect(async () => {
        await app.locator(wanted).blur();
        await app.locator(wanted).focus();
        await expect(app.locator(wanted)).toBeInViewport({ ratio: 0.9, timeout: 1_000 });
      }).toPass();
    }
    await expect.poll(() => app.evaluate(() => document.documentElement.scrollHeight)).toBe(height);
  }
});
