import type { ElectronApplication } from '@playwright/test';
import { openQuick } from '#bench/screen/pressing.ts';
import type { TestHooks } from '#main/hosts/desktop/test-hooks.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { launchDesktop } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { currentCall, seeCall } from './screen.ts';

const OPENINGS = 3;

/** Available in Electron's main process if AFTERWORD_E2E is set. */
declare const __afterwordTest: TestHooks | undefined;

// `npm run bench -- --only screen` measures how long it takes.
test('the quick wrap-up opens with the current call and the keyboard in its search', async ({ app, lcm }) => {
  const quick = await app.windowOf(app.quick);
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const call = `s-${opening}-`;
    ring(lcm, call);
    const calls = app.main.getByRole('complementary', { name: 'Calls' });
    await expect(calls.getByRole('button', { name: call })).toBeVisible();
    const times = await openQuick(quick, call);
    expect(times.painted).toBeGreaterThan(0);
    await expect.poll(() => app.hasKeyboard(app.quick)).toBe(true);
    await expect(currentCall(app.quick)).toContainText(call);
    await app.pressShortcut();
    await expect.poll(() => app.isShown(app.quick)).toBe(false);
  }
});

test('an agent who never opened the quick wrap-up has one page; after the first opening it is made in advance', async ({
  lcm,
}) => {
  const dataDir = makeDataFolder(lcm);
  const pages = (electron: ElectronApplication): Promise<string[]> =>
    electron.evaluate(({ app, webContents }) => {
      // A page of its own has a process of its own.
      const processes = app.getAppMetrics().filter(({ type }) => type === 'Tab').length;
      const shown = webContents.getAllWebContents().map((each) => each.getURL().split('/').at(-1) ?? '');
      return [`${processes} processes`, ...shown.sort()];
    });
  try {
    const electron = await launchDesktop(dataDir);
    const main = await electron.firstWindow();
    await expect(main.locator('[data-status=connected]')).toBeAttached();
    ring(lcm, 'w-1');
    await seeCall(main, 'w-1');
    // The page of an agent who uses it would be there by then.
    await electron.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
    expect(await pages(electron)).toEqual(['1 processes', 'index.html']);

    const [quick] = await Promise.all([
      electron.waitForEvent('window'),
      electron.evaluate(() => {
        __afterwordTest?.pressShortcut();
      }),
    ]);
    await expect(currentCall(quick)).toContainText('w-1');
    await expect(quick.getByRole('combobox', { name: 'Find an outcome' })).toBeFocused();
    await electron.close();

    const again = await launchDesktop(dataDir);
    await expect.poll(() => pages(again)).toEqual(['2 processes', 'index.html', 'quick.html']);
    await again.close();
  } finally {
    removeDataFolder(dataDir);
  }
});

test('opened while Afterword starts, it appears and keeps the keyboard when the main window opens', async ({
  lcm,
}) => {
  const dataDir = makeDataFolder(lcm);
  const electron = await launchDesktop(dataDir);
  try {
    await electron.evaluate(async () => {
      while (typeof __afterwordTest === 'undefined') await new Promise((resolve) => setTimeout(resolve, 1));
      __afterwordTest.pressShortcut();
    });
    const windows = (): Promise<Record<string, { visible: boolean; focused: boolean }>> =>
      electron.evaluate(({ BrowserWindow }) =>
        Object.fromEntries(
          BrowserWindow.getAllWindows().map((window) => [
            window.webContents.getURL().split('/').at(-1) ?? '',
            { visible: window.isVisible(), focused: window.isFocused() },
          ]),
        ),
      );
    await expect.poll(windows).toEqual({
      'index.html': { visible: true, focused: false },
      'quick.html': { visible: true, focused: true },
    });
  } finally {
    await electron.close();
    removeDataFolder(dataDir);
  }
});
