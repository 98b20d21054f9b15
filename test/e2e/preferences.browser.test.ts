import { expect, expectAccessible, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { openView, picture, seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

test('preferences apply at once and after a reload, and axe finds nothing in any appearance', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'p-1', KEY);
  await seeCall(app, 'p-1');
  const root = app.locator('html');
  await app.getByRole('button', { name: 'Preferences' }).click();
  const dialog = app.getByRole('dialog', { name: 'Preferences' });
  const pick = async (group: string, name: string): Promise<void> => {
    await dialog.getByRole('radiogroup', { name: group }).getByRole('radio', { name }).click();
  };

  for (const theme of ['Light', 'Dark']) {
    await pick('Colours', theme);
    await expect(root).toHaveCSS('color-scheme', theme.toLowerCase());
    for (const [contrast, attribute] of [
      ['As the system', 'normal'],
      ['High', 'more'],
    ] as const) {
      await pick('Contrast', contrast);
      await expect(root).toHaveAttribute('data-contrast', attribute);
      await expectAccessible(app);
      await picture(app, `12-preferences-${theme.toLowerCase()}-${attribute}`);
    }
  }
  await app.keyboard.press('Escape');
  await expect(app.getByRole('button', { name: 'Preferences' })).toBeFocused();

  await app.reload();
  await seeCall(app, 'p-1');
  await expect(root).toHaveAttribute('data-contrast', 'more');
  await expect(root).toHaveCSS('color-scheme', 'dark');
  for (const view of ['Wrap-up', 'Outbox', 'History'] as const) {
    await openView(app, view);
    await expectAccessible(app);
    await picture(app, `12-contrast-${view.toLowerCase()}`);
  }
});
