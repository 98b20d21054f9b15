import type { Page } from '@playwright/test';
import { expect, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { chooseOutcome, openView, picture, seeCall, selectCall, submit } from './screen.ts';

/** Sizes in CSS pixels. A zoom of 200 % halves the number of CSS pixels in a window. */
const SIZES = [
  { name: '360', width: 360, height: 640 },
  { name: 'zoom-200', width: 590, height: 390 },
  { name: 'zoom-80', width: 1_475, height: 975 },
  { name: '2560', width: 2_560, height: 1_440 },
];

/**
 * Returns the ways in which a page does not fit its window: something scrolls sideways, is beyond the edge, overflows
 * onto the next element, or a word is cut off. Text that ends in an ellipsis is allowed.
 */
async function misfits(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    const isWithin = (element: Element, is: (style: CSSStyleDeclaration) => boolean): boolean => {
      for (let around = element.parentElement; around !== null; around = around.parentElement)
        if (is(getComputedStyle(around))) return true;
      return false;
    };
    // Text only for screen readers is clipped to nothing.
    const isUnseen = ({ visibility, clipPath }: CSSStyleDeclaration): boolean =>
      visibility === 'hidden' || clipPath === 'inset(50%)';
    const endsInEllipsis = ({ textOverflow }: CSSStyleDeclaration): boolean => textOverflow === 'ellipsis';
    for (const element of document.querySelectorAll<HTMLElement>('#app *, [role="dialog"] *')) {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const isSeen = box.width > 1 && box.height > 1 && !isUnseen(style) && !isWithin(element, isUnseen);
      if (!isSeen || element.matches('svg *, input, textarea')) continue;
      const what = `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.trim().slice(0, 40)}”`;
      const wide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      if (wide && style.overflowX !== 'visible' && !endsInEllipsis(style))
        found.push(`cut or scrolled sideways: ${what}`);
      const isColumn = style.display === 'flex' && style.flexDirection === 'column';
      if (isColumn && style.overflowY === 'visible' && element.scrollHeight > element.clientHeight + 4)
        found.push(`spills: ${what}`);
      if ((box.right > root.clientWidth + 1 || box.left < -1) && !isWithin(element, endsInEllipsis))
        found.push(`beyond the edge: ${what}`);
    }
    return found;
  });
}

for (const { name, width, height } of SIZES) {
  test(`at ${width} × ${height} every view fits its window`, async ({ app, lcm }) => {
    lcm.now.faults.set({
      refuse: { times: 1, msg: 'Contact is locked by another campaign.' },
      only: ['SetBusinessOutcomeWithComments'],
    });
    for (const call of ['l-1', 'l-2']) ring(lcm, call);
    const calls = app.getByRole('complementary', { name: 'Calls' });
    await expect(calls.getByRole('button', { name: /l-\d/ })).toHaveCount(2);
    await selectCall(app, 'l-1');
    await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
    await submit(app, 'l-1');
    await expect(app.locator('.saved[data-tone=bad]')).toBeVisible();

    await app.setViewportSize({ width, height });
    const fits = async (view: string): Promise<void> => {
      // The page takes a frame to follow the size of its window.
      await expect.poll(() => misfits(app), view).toEqual([]);
      await picture(app, `14-${name}-${view}`);
    };
    await fits('wrap-up');
    await app.getByRole('switch', { name: 'Callback' }).click();
    await app.getByRole('switch', { name: 'Callback' }).scrollIntoViewIfNeeded();
    await fits('callback');
    await openView(app, 'Outbox');
    await expect(app.getByRole('article')).toBeVisible();
    await fits('outbox');
    await openView(app, 'History');
    await expect(app.getByRole('table', { name: 'History of the wrap-ups' })).toBeVisible();
    await fits('history');
    await app.getByRole('button', { name: 'Preferences' }).click();
    await expect(app.getByRole('dialog')).toBeVisible();
    await fits('preferences');
    await app.keyboard.press('Escape');

    await app.goto(new URL('/quick.html', app.url()).href);
    await expect(app.getByRole('combobox', { name: 'Find an outcome' })).toBeVisible();
    await expect(app.getByRole('treeitem').first()).toBeAttached();
    await fits('quick');
  });
}

test.describe('a link that is refused', () => {
  test.use({ settings: { lcm: { reconnect: { baseMs: 60_000, capMs: 600_000 } } } });

  test('says why and when it is tried again', async ({ app, lcm }) => {
    lcm.now.faults.set({ refuseConnections: { ms: 600_000, how: 'deny' } });
    const status = app.locator('[data-status]');
    await status.click();
    await app.getByRole('button', { name: 'Try now' }).click();
    await expect(app.getByText(/refused the connection \(HTTP 403\)/)).toBeVisible();
    await app.keyboard.press('Escape');
    await expect(status).toContainText(/^Status: LCM does not let this computer in since/);
    for (const [width, height] of [
      [360, 640],
      [1_180, 780],
      [1_475, 975],
    ] as const) {
      await app.setViewportSize({ width, height });
      await expect(status).toHaveAttribute('title', /next try in \d+ s$/);
      await picture(app, `14-refused-${String(width)}`);
      await expect.poll(() => misfits(app), String(width)).toEqual([]);
    }
  });
});

/** The visible texts and controls that *Saved* covers. */
async function coveredBySaved(page: Page): Promise<string[]> {
  return await page.locator('.saved').evaluate((toast) => {
    const over = toast.getBoundingClientRect();
    const isForUse = (element: Element): boolean =>
      element.matches('button, a, input, textarea') ||
      [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');
    return [...document.querySelectorAll('#app *')]
      .filter((element) => {
        if (toast.contains(element) || !isForUse(element)) return false;
        let { top, bottom, left, right } = element.getBoundingClientRect();
        for (let around = element.parentElement; around !== null; around = around.parentElement) {
          if (getComputedStyle(around).overflowY === 'visible') continue;
          const box = around.getBoundingClientRect();
          [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
          [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        }
        const width = Math.min(right, over.right) - Math.max(left, over.left);
        const height = Math.min(bottom, over.bottom) - Math.max(top, over.top);
        return right > left && bottom > top && width > 1 && height > 1;
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });
}

for (const language of ['en', 'ar'] as const) {
  test.describe(`Saved, in ${language}`, () => {
    test.use({ preferences: { language } });

    for (const [page, width, height] of [
      ['index.html', 360, 640],
      ['index.html', 1_180, 780],
      ['quick.html', 560, 800],
    ] as const) {
      test(`covers nothing in ${page}, ${width} wide`, async ({ app, lcm }) => {
        for (const call of ['l-3', 'l-4']) ring(lcm, call);
        await expect(app.locator('.call')).toHaveCount(2);
        // A narrow window shows one call, and the others once they are asked for.
        await app.setViewportSize({ width, height });
        if (page === 'quick.html') await app.goto(new URL('/quick.html', app.url()).href);
        await app.getByRole('combobox').fill('pro card');
        await expect(app.getByRole('option').first()).toBeVisible();
        await app.getByRole('combobox').press('Enter');
        await expect(app.getByRole('option')).toHaveCount(0);
        await app.keyboard.press('Control+Enter');
        await expect(app.locator('.saved .correct')).toBeVisible();
        await app.evaluate(() => scrollTo(0, 0));
        await picture(app, `14-saved-${language}-${page.replace('.html', '')}-${width}`);
        // The next call's form may still be coming.
        await expect.poll(() => coveredBySaved(app)).toEqual([]);
      });
    }
  });
}

test('the form of a call moves nowhere when the code of its smaller parts arrives late', async ({
  app,
  lcm,
}) => {
  const held: string[] = [];
  const released = Promise.withResolvers<undefined>();
  // The page loads again, since it may have all of them by now. Its stylesheets and what it begins with come as usual.
  await app.route(
    /\/(ContactPanel|CallTools|DoNotCallLine|LinkQuestion|DayCalendar)-.*\.js$/,
    async (route) => {
      held.push(route.request().url());
      await released.promise;
      await route.continue();
    },
  );
  await app.reload();
  ring(lcm, 'late-1', '5|3|1|0|0|44|1');
  await seeCall(app, 'late-1');
  await app.keyboard.press('Alt+C');
  await expect(app.getByRole('textbox', { name: 'When' })).toBeFocused();
  const places = (): Promise<string[]> =>
    app.locator('.form > *, .callback .picks button:first-child').evaluateAll((all) =>
      all.map((each) => {
        const { x, y, width } = each.getBoundingClientRect();
        return `${each.getAttribute('class')}: ${x} ${y} ${width}`;
      }),
    );
  const early = await places();
  expect(early).toHaveLength(4);
  expect(held.join(' ')).toContain('ContactPanel');

  released.resolve(undefined);
  await expect(app.locator('.wrap-up > .contact')).toBeVisible();
  await expect(app.getByRole('button', { name: 'Calendar' })).toBeVisible();
  expect(await places()).toEqual(early);
});
