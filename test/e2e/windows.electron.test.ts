import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { launchDesktop, type DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { currentCall, seeCall } from './screen.ts';

const boundsOf = async (app: DesktopApp, page: Page) =>
  await (await app.windowOf(page)).evaluate((window) => window.getBounds());

const zoomOf = async (app: DesktopApp, page: Page): Promise<number> =>
  await (await app.windowOf(page)).evaluate(({ webContents }) => webContents.getZoomFactor());

/** Moves a window as an agent would drag it. */
async function drag(app: DesktopApp, page: Page, x: number, y: number, width: number, height: number) {
  const bounds = { x, y, width, height };
  await (await app.windowOf(page)).evaluate((window, to) => window.setBounds(to), bounds);
  await expect.poll(() => boundsOf(app, page)).toEqual(bounds);
  return bounds;
}

/** Clicks an entry of the View menu. */
async function chooseOfView(app: DesktopApp, label: string): Promise<void> {
  await app.electron.evaluate(({ Menu }, wanted) => {
    const view = Menu.getApplicationMenu()?.items.find((item) => item.label === 'View');
    view?.submenu?.items.find((item) => item.label === wanted)?.click();
  }, label);
}

async function showQuick(app: DesktopApp): Promise<void> {
  await app.pressShortcut();
  await expect.poll(() => app.hasKeyboard(app.quick)).toBe(true);
}

test('both windows open where the agent left them, also after a restart', async ({ app, start }) => {
  await expect.poll(() => app.isShown(app.main)).toBe(true);
  const main = await drag(app, app.main, 60, 40, 700, 600);
  await showQuick(app);
  const middle = await boundsOf(app, app.quick);
  const quick = await drag(app, app.quick, 30, 20, 480, 560);
  expect(quick).not.toEqual(middle);
  await app.pressShortcut();
  await expect.poll(() => app.isShown(app.quick)).toBe(false);
  await showQuick(app);
  await expect.poll(() => boundsOf(app, app.quick)).toEqual(quick);
  await app.quit();

  const again = await start();
  await expect.poll(() => again.isShown(again.main)).toBe(true);
  await expect.poll(() => boundsOf(again, again.main)).toEqual(main);
  await showQuick(again);
  await expect.poll(() => boundsOf(again, again.quick)).toEqual(quick);
});

test('a window opens in sight if its display is gone or its saved place is damaged', async ({
  dataDir,
  start,
}) => {
  const file = join(dataDir, 'windows.json');
  const away = { display: -1, x: 9_000, y: 9_000, width: 500, height: 520 };
  writeFileSync(
    file,
    JSON.stringify({ main: { ...away, maximized: false }, quick: [away], quickUsed: Date.now() }),
  );
  const app = await start();
  const { width, height } = await app.electron.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
  const bounds = await boundsOf(app, app.main);
  expect(bounds).toMatchObject({ width: 500, height: 520 });
  expect(bounds.x + bounds.width).toBeLessThanOrEqual(width);
  expect(bounds.y + bounds.height).toBeLessThanOrEqual(height);
  await app.quit();

  writeFileSync(file, 'not JSON');
  const again = await launchDesktop(dataDir);
  await again.firstWindow();
  const usual = await again.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
  expect([usual.width, usual.height]).toEqual([Math.min(1_180, width), Math.min(780, height)]);
  await again.close();
});

test('Esc gives the keyboard back to the window that had it', async ({ app, lcm }) => {
  ring(lcm, 'k-1');
  await seeCall(app.main, 'k-1');
  await expect.poll(() => app.hasKeyboard(app.main)).toBe(true);
  await showQuick(app);
  await app.quick.keyboard.press('Escape');
  await expect.poll(() => app.isShown(app.quick)).toBe(false);
  await expect.poll(() => app.hasKeyboard(app.main)).toBe(true);
});

test('after the last wrap-up the quick window hides by itself; with two calls it shows the other', async ({
  app,
  lcm,
}) => {
  const { quick } = app;
  for (const call of ['t-1', 't-2']) ring(lcm, call);
  const line = currentCall(quick);
  await expect(line).toContainText('of 2');
  await showQuick(app);
  const first = (await line.getByText(/t-\d/).textContent())!;
  for (const left of [1, 0]) {
    await expect(quick.getByRole('combobox')).toBeFocused();
    await quick.keyboard.type('pro card');
    await quick.keyboard.press('Enter');
    await quick.keyboard.press('Control+Enter');
    await expect(quick.locator('.saved')).toContainText('Saved.');
    if (left === 0) await expect(line).toHaveCount(0);
    else {
      await expect(line).toContainText('1 of 1');
      await expect(line).not.toContainText(first);
    }
  }
  await expect.poll(() => app.isShown(quick)).toBe(false);
});

test('the menu zooms both windows within bounds, for this agent, also after a restart', async ({
  app,
  dataDir,
  lcm,
  start,
}) => {
  ring(lcm, 'z-1');
  await seeCall(app.main, 'z-1');
  await chooseOfView(app, 'Larger');
  await expect.poll(() => zoomOf(app, app.main)).toBeCloseTo(1.1);
  await expect.poll(() => zoomOf(app, app.quick)).toBeCloseTo(1.1);
  for (const step of [1.25, 1.5, 1.75, 2]) {
    await chooseOfView(app, 'Larger');
    await expect.poll(() => zoomOf(app, app.main)).toBeCloseTo(step);
  }
  await chooseOfView(app, 'Larger');
  await chooseOfView(app, 'Smaller');
  await expect.poll(() => zoomOf(app, app.main)).toBeCloseTo(1.75);
  await chooseOfView(app, 'Larger');
  await expect.poll(() => zoomOf(app, app.main)).toBeCloseTo(2);
  await showQuick(app);
  await app.quit();
  expect(readFileSync(join(dataDir, 'preferences.json'), 'utf8')).toContain('"zoom":200');

  const again = await start();
  await seeCall(again.main, 'z-1');
  await expect.poll(() => zoomOf(again, again.main)).toBeCloseTo(2);
  await chooseOfView(again, 'Actual size');
  await expect.poll(() => zoomOf(again, again.main)).toBeCloseTo(1);
});
