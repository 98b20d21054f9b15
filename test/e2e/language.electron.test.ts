import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

/** The labels of the main window's menus and of their entries. */
const menuOf = async (app: DesktopApp): Promise<string[]> =>
  await app.electron.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => [
      item.label,
      ...(item.submenu?.items.map((each) => each.label) ?? []),
    ]),
  );

test('tray, menus and titles follow the agent’s language without a restart', async ({ app, lcm }) => {
  ring(lcm, 'd-1', '5|3|1|0|0|44|1');
  await seeCall(app.main, 'd-1');
  await expect.poll(async () => (await app.tray())?.menu).toContain('1 call to wrap up, LCM connected');
  expect(await menuOf(app)).toEqual(expect.arrayContaining(['Edit', 'Select all', 'Quit Afterword']));
  const title = async (): Promise<string> =>
    await (await app.windowOf(app.quick)).evaluate((window) => window.getTitle());
  await expect.poll(title).toBe('Afterword · Quick wrap-up');

  await app.main.getByRole('button', { name: 'Preferences' }).click();
  await app.main.getByRole('radio', { name: 'Deutsch' }).click();

  await expect.poll(async () => (await app.tray())?.menu[0]).toBe('1 Anruf nachzubearbeiten, LCM verbunden');
  expect((await app.tray())?.menu).toEqual(expect.arrayContaining(['Nachbearbeiten', 'Afterword beenden']));
  await expect
    .poll(() => menuOf(app))
    .toEqual(expect.arrayContaining(['Bearbeiten', 'Alles auswählen', 'Vollbild']));
  expect(await menuOf(app)).not.toContain('Quit Afterword');
  await expect.poll(title).toBe('Afterword · Schnelle Nachbearbeitung');
  await expect(app.quick.locator('html')).toHaveAttribute('lang', 'de');
});
