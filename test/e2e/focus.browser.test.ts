import type { Page } from '@playwright/test';
import { expect, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { chooseOutcome, openView, seeCall, submit } from './screen.ts';

const search = (page: Page) => page.getByRole('combobox', { name: 'Find an outcome' });
const none = (page: Page) => page.locator('section', { hasText: 'All calls are wrapped up' });

test('after the last call the focus is on the empty view, and with the next call in the search', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'f-1');
  await seeCall(app, 'f-1');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, 'f-1');
  await expect(none(app)).toBeFocused();
  ring(lcm, 'f-2');
  await seeCall(app, 'f-2');
  await expect(search(app)).toBeFocused();

  const remove = app.getByRole('button', { name: 'Remove without wrap-up' });
  await app.getByRole('button', { name: 'Remove this call' }).press('Enter');
  await remove.press('Enter');
  await expect(none(app)).toBeFocused();
});

test('opening a call from another view moves the focus to it', async ({ app, lcm }) => {
  ring(lcm, 'f-3');
  await seeCall(app, 'f-3');
  await openView(app, 'History');
  await app.keyboard.press('Control+1');
  await seeCall(app, 'f-3');
  await expect(search(app)).toBeFocused();
});

test('the button that fetches the outcomes keeps the focus', async ({ app, lcm }) => {
  ring(lcm, 'f-4');
  await seeCall(app, 'f-4');
  const refresh = app.getByRole('button', { name: 'Ask LCM for the outcomes again' });
  await refresh.press('Enter');
  await expect(refresh).toHaveAttribute('aria-disabled', 'false');
  await expect(refresh).toBeFocused();
});

test.describe('news', () => {
  // Keys that print in every browser, as an older release let agents choose them.
  test.use({ preferences: { shortcuts: { pin: 'CommandOrControl+P' } } });

  test('the focus moves to the view when the last notice is dismissed, which stays away', async ({ app }) => {
    const dismiss = app.getByRole('button', { name: 'Dismiss this notice' });
    await expect(dismiss).toHaveCount(1);
    await dismiss.press('Enter');
    await expect(dismiss).toHaveCount(0);
    await expect(app.getByRole('main')).toBeFocused();
    await app.reload();
    await expect(app.locator('[data-status=connected]')).toBeVisible();
    await expect(dismiss).toHaveCount(0);
  });
});
