import { expect, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

test('another language takes the open screen at once, without a reload, and the draft stays', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'l-1', KEY);
  await seeCall(app, 'l-1');
  const root = app.locator('html');
  const comment = app.locator('textarea');
  await comment.fill('Asked for Ana, back at five');
  await app.getByRole('switch', { name: 'Callback' }).click();
  await app.evaluate(() => {
    document.documentElement.dataset['opened'] = 'once';
  });

  await app.getByRole('button', { name: 'Preferences' }).click();
  for (const [name, language, title, tab] of [
    ['Español', 'es', 'Preferencias', 'Cierre'],
    ['Deutsch', 'de', 'Einstellungen', 'Nachbearbeitung'],
  ] as const) {
    await app.getByRole('radio', { name }).click();
    await expect(root).toHaveAttribute('lang', language);
    await expect(app.getByRole('dialog', { name: title })).toBeVisible();
    await expect(app.locator('nav button').first()).toHaveText(tab);
  }
  await app.keyboard.press('Escape');

  await expect(app.getByRole('button', { name: 'Abschließen' })).toBeVisible();
  await expect(comment).toHaveValue('Asked for Ana, back at five');
  const callback = app.getByRole('switch', { name: 'Rückruf' });
  await expect(callback).toBeChecked();
  await app.getByLabel('Wann').fill('morgen 10 Uhr');
  await expect(app.getByText(/^Morgen 10:00/).first()).toBeVisible();
  await expect(root).toHaveAttribute('data-opened', 'once');

  await app.reload();
  await expect(root).toHaveAttribute('lang', 'de');
  await expect(comment).toHaveValue('Asked for Ana, back at five');
});
