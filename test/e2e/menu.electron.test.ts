import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { chooseOutcome, seeCall, submit } from './screen.ts';

/** Presses and releases a key as a keyboard does: what the page does not handle goes on to the window. */
async function press(app: DesktopApp, keyCode: string): Promise<void> {
  await app.main.evaluate(() => {
    document.body.dataset['released'] = '';
    window.addEventListener('keyup', ({ key }) => (document.body.dataset['released'] = key), { once: true });
  });
  const mainWindow = await app.windowOf(app.main);
  await mainWindow.evaluate(({ webContents }, key) => {
    webContents.sendInputEvent({ type: 'keyDown', keyCode: key });
    webContents.sendInputEvent({ type: 'keyUp', keyCode: key });
  }, keyCode);
  await expect(app.main.locator('body')).toHaveAttribute('data-released', keyCode);
}

const isBarShown = async (app: DesktopApp): Promise<boolean> =>
  await (await app.windowOf(app.main)).evaluate((window) => window.isMenuBarVisible());

test('Alt alone leaves the menu bar hidden, and F10 opens the menu', async ({ app }) => {
  await expect.poll(() => app.isShown(app.main)).toBe(true);
  await expect.poll(() => app.hasKeyboard(app.main)).toBe(true);
  for (let time = 0; time < 3; time += 1) {
    await press(app, 'Alt');
    expect(await isBarShown(app)).toBe(false);
  }
  await app.electron.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.once('menu-will-show', () => {
      Object.assign(globalThis, { isMenuOpen: true });
    });
  });
  await press(app, 'F10');
  await expect
    .poll(() => app.electron.evaluate(() => (globalThis as { isMenuOpen?: true }).isMenuOpen))
    .toBe(true);
  expect(await isBarShown(app)).toBe(false);
});

test('quitting asks while a call is to wrap up, and quits at once when none is', async ({ app, lcm }) => {
  ring(lcm, 'm-1');
  await seeCall(app.main, 'm-1');
  await app.electron.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    Object.assign(dialog, {
      showMessageBox: async (_window: unknown, { message }: { message: string }) => {
        asked.push(message);
        return await Promise.resolve({ response: 0, checkboxChecked: false });
      },
    });
  });
  await app.clickTrayMenu('Quit Afterword');
  await expect
    .poll(() => app.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
    .toEqual(['1 call to wrap up']);
  await seeCall(app.main, 'm-1');
  await chooseOutcome(app.main, 'pro card', 'Promise to pay›In full›By card');
  await submit(app.main, 'm-1');
  const gone = new Promise((resolve) => app.electron.process().once('exit', resolve));
  await app.clickTrayMenu('Quit Afterword').catch(() => {});
  expect(await gone).toBe(0);
});

test('an open question does not keep the app from ending, as at a log-off', async ({ app, lcm }) => {
  ring(lcm, 'm-2');
  await seeCall(app.main, 'm-2');
  await app.clickTrayMenu('Quit Afterword');
  const gone = new Promise((resolve) => app.electron.process().once('exit', resolve));
  await app.quit();
  expect(await gone).toBe(0);
});
