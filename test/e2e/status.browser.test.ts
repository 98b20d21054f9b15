import { expect, expectAccessible, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { addCall, chooseOutcome, picture, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const PATH = 'Promise to pay›In full›By card';

test('an outage is told in one sentence, in the panel and in the empty pane, until all is delivered', async ({
  app,
  lcm,
}) => {
  const status = app.locator('[data-status]');
  await expect(status).toHaveText('Status: All delivered There is something to know about this computer.');
  await expect(app.getByText('All calls are wrapped up')).toBeVisible();
  await picture(app, 'status-quiet');
  ring(lcm, 's-1', KEY);
  await seeCall(app, 's-1');
  await expect(app.getByRole('treeitem').first()).toBeVisible();
  await lcm.stop();
  await expect(status).toContainText(/LCM unreachable since .* · (next try in \d+ s|trying now)/);
  const height = (await app.getByRole('banner').boundingBox())?.height;
  await chooseOutcome(app, 'pro card', PATH);
  await submit(app, 's-1');
  await expect(app.locator('.saved')).toContainText('Waiting');
  await expect(app.getByRole('heading', { name: 'No calls come in now' })).toBeVisible();
  await expect(app.getByText(/appears here by itself/)).toHaveCount(0);
  await picture(app, 'status-empty-pane-away');
  await app.keyboard.press('Alt+n');
  await expect(app.getByRole('dialog', { name: 'Add a call' })).toBeVisible();
  await app.keyboard.press('Escape');
  for (const id of ['s-2', 's-3']) {
    await addCall(app, id, KEY, 'OUTBOUND');
    await chooseOutcome(app, 'pro card', PATH);
    await submit(app, id);
  }
  await expect(status).toContainText(' · 3 waiting');
  expect((await app.getByRole('banner').boundingBox())?.height).toBe(height);

  await status.focus();
  await app.keyboard.press('Enter');
  const panel = app.getByRole('dialog', { name: 'Status' });
  await expect(panel).toContainText('3 waiting');
  await expect(panel).toContainText('is sent by itself');
  await expectAccessible(app);
  await picture(app, 'status-unreachable');
  await app.setViewportSize({ width: 400, height: 780 });
  await expectAccessible(app);
  await picture(app, 'status-unreachable-400');
  // No room is left for the words, but how many wait is whole, and so is the name.
  await app.setViewportSize({ width: 320, height: 780 });
  await expect.poll(async () => (await status.locator('.cut').boundingBox())?.width).toBe(1);
  await expect
    .poll(() => status.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
    .toBe(0);
  await expect(status).toContainText(/LCM unreachable since .* · 3 waiting/);
  await picture(app, 'status-unreachable-320');
  await app.setViewportSize({ width: 1_180, height: 780 });
  await lcm.start();
  await panel.getByRole('button', { name: 'Try now' }).click();
  await expect(status).toContainText('All delivered');
  await expect(panel.getByRole('heading', { name: 'Connected' })).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(status).toBeFocused();
  await expect(app.getByText('All calls are wrapped up')).toBeVisible();
  await picture(app, 'status-delivered');
});

for (const [name, preferences] of Object.entries({
  light: { theme: 'light' },
  dark: { theme: 'dark' },
  ar: { language: 'ar' },
  de: { language: 'de' },
} as const)) {
  test.describe(name, () => {
    test.use({ preferences });

    test(`what needs the agent comes first, also while a link is refused: ${name}`, async ({ app, lcm }) => {
      lcm.now.faults.set({
        refuse: { times: 1, msg: 'Contact is locked by another campaign.' },
        only: ['SetBusinessOutcomeWithComments'],
      });
      for (const id of ['s-4', 's-5']) ring(lcm, id, KEY);
      await expect(app.locator('.call')).toHaveCount(2);
      await app.getByRole('complementary').getByRole('button', { name: 's-4' }).click();
      await app.getByRole('combobox').fill('pro card');
      await expect(app.getByRole('option').first()).toHaveText(PATH);
      await app.getByRole('combobox').press('Enter');
      await app.keyboard.press('Control+Enter');
      await expect(app.locator('.saved[data-tone=bad]')).toBeVisible();
      await expect(app.locator('[data-status=connected]')).toHaveAttribute('data-tone', 'bad');
      await picture(app, `status-refused-wrap-up-${name}`);
      lcm.now.faults.set({ refuseConnections: { ms: 600_000, how: 'deny' } });
      await lcm.stop();
      await expect(app.locator('[data-status=unreachable]')).toBeVisible();
      await app.locator('[data-status]').click();
      await expect(app.locator('.status-panel')).toBeVisible();
      await picture(app, `status-panel-${name}`);
      await expectAccessible(app);
      await app.keyboard.press('Escape');
      await app.setViewportSize({ width: 400, height: 780 });
      await picture(app, `status-400-${name}`);
      await app.setViewportSize({ width: 560, height: 760 });
      await app.goto(new URL('/quick.html', app.url()).href);
      await expect(app.getByRole('combobox')).toBeVisible();
      await picture(app, `status-quick-${name}`);
    });
  });
}
