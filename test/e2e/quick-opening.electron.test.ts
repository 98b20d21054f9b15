import { openQuick } from '#bench/screen/pressing.ts';
import type { TestHooks } from '#main/hosts/desktop/test-hooks.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { launchDesktop } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { currentCall } from './screen.ts';

const OPENINGS = 3;

/** Available in Electron's main process if AFTERWORD_E2E is set. */
declare const __afterwordTest: TestHooks | undefined;

// `npm run bench -- --only screen` measures how long it takes.
test('the quick wrap-up opens with the current call and the keyboard in its search', async ({ app, lcm }) => {
  const quick = await app.windowOf(app.quick);
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const call = `s-${opening}-`;
    ring(lcm, call);
    await expect(app.main.getByRole('button', { name: call })).toBeVisible();
    const times = await openQuick(quick, call);
    expect(times.painted).toBeGreaterThan(0);
    expect(await app.hasKeyboard(app.quick)).toBe(true);
    await expect(currentCall(app.quick)).toContainText(call);
    await app.pressShortcut();
    await expect.poll(() => app.isShown(app.quick)).toBe(false);
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
