import { expect, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { chooseOutcome, picture, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

test('another language applies to the open screen at once, without a reload, and the draft stays', async ({
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
  await expect(app).toHaveTitle('Afterword');
  await app.goto(new URL('/quick.html', app.url()).href);
  await expect(app).toHaveTitle('Afterword · Schnelle Nachbearbeitung');
});

test('the history is found by what it shows, in the agent’s language', async ({ app, lcm }) => {
  ring(lcm, 'l-4', KEY);
  await seeCall(app, 'l-4');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, 'l-4');
  await expect(app.locator('[data-status=connected]')).toContainText('All delivered');
  await app.getByRole('button', { name: 'Preferences' }).click();
  await app.getByRole('radio', { name: 'Deutsch' }).click();
  await app.keyboard.press('Escape');
  await app.locator('nav').getByText('Verlauf', { exact: true }).click();
  const rows = app.locator('.history .entry');
  await expect(rows).toHaveCount(1);
  const time = await rows.first().locator('.at').innerText();
  for (const [query, count] of [
    ['ZUGESTELLT', 1],
    ['lcm gesendet', 1],
    [time, 1],
    ['delivered', 0],
    ['zugestellt card', 1],
  ] as const) {
    await app.getByRole('textbox').fill(query);
    await expect(rows).toHaveCount(count);
  }
});

test('the screen says in the agent’s language why LCM cannot be reached', async ({ app, lcm }) => {
  ring(lcm, 'l-2', KEY);
  await seeCall(app, 'l-2');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await lcm.stop();
  await submit(app, 'l-2');
  await app.getByRole('navigation', { name: 'Views' }).getByText('Outbox', { exact: true }).click();
  const inOutbox = app.getByRole('main').locator('.why');
  await expect(inOutbox).toHaveText(
    /^LCM unreachable since .+ · Nothing listens at the address of LCM \(ECONNREFUSED\)\.$/,
  );

  for (const [at, next, tag, why] of [
    ['Preferences', 'Español', 'es', 'Nada responde en la dirección de LCM (ECONNREFUSED).'],
    ['Preferencias', 'Deutsch', 'de', 'Unter der Adresse von LCM antwortet nichts (ECONNREFUSED).'],
    ['Einstellungen', 'العربية', 'ar', 'لا شيء يستجيب على عنوان LCM (\u2068ECONNREFUSED\u2069).'],
  ] as const) {
    await app.getByRole('button', { name: at }).click();
    await app.getByRole('radio', { name: next }).click();
    await app.keyboard.press('Escape');
    await expect(inOutbox).toContainText(why);
    await app.locator('[data-status=unreachable]').click();
    await expect(app.getByRole('dialog').getByText(why, { exact: true })).toBeVisible();
    await picture(app, `45-why-no-link-${tag}`);
    await app.keyboard.press('Escape');
    await expect(app.getByRole('dialog')).toHaveCount(0);
  }
});

test.describe('with Spanish as the agent’s language', () => {
  test.use({ preferences: { language: 'es' } });

  test('the message for an empty or blank field is in Spanish too', async ({ app }) => {
    await app.getByRole('button', { name: 'Añadir', exact: true }).click();
    const id = app.getByLabel('ID de la llamada');
    const said = app.getByRole('dialog').getByRole('alert');
    await id.press('Enter');
    await expect(said).toHaveText('Rellenar: ID de la llamada');
    await id.fill('   ');
    await expect(said).toHaveCount(0);
    await id.press('Enter');
    await expect(said).toHaveText('Rellenar: ID de la llamada');
    await id.fill('h-1');
    await expect(said).toHaveCount(0);
  });
});
