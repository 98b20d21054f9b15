import { expect, expectAccessible, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { doMainFlow } from './main-flow.ts';
import { chooseOutcome, openView, picture, seeCall, setCallback } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

test('the main flow works in a browser as it does in Electron', async ({ app, lcm }) => {
  await doMainFlow(app, lcm, 'w-1', '10-browser-host');
});

test('a draft survives a reload', async ({ app, lcm }) => {
  ring(lcm, 'w-2', KEY);
  await seeCall(app, 'w-2');
  await app.getByLabel('Comment').fill('not done yet');
  await expect(app.getByText('Draft', { exact: true })).toBeVisible();
  await app.reload();
  await seeCall(app, 'w-2');
  await expect(app.getByLabel('Comment')).toHaveValue('not done yet');
});

for (const moment of ['typed right before a reload', 'being saved at a reload'])
  test(`a draft ${moment} survives if the browser ends the WebSocket before it has sent it`, async ({
    app,
    lcm,
  }) => {
    let held = 0;
    await app.routeWebSocket(/.*/, (page) => {
      const host = page.connectToServer();
      page.onMessage((message) => {
        if (message.includes('saveDraft')) held += 1;
        else host.send(message);
      });
    });
    await app.reload();
    ring(lcm, 'w-2', KEY);
    await seeCall(app, 'w-2');
    await app.getByLabel('Comment').fill('not done yet');
    if (moment.startsWith('being')) await expect.poll(() => held).toBeGreaterThan(0);
    await app.reload();
    await seeCall(app, 'w-2');
    await expect(app.getByLabel('Comment')).toHaveValue('not done yet');
  });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ app, lcm }) => {
    await app.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    ring(lcm, 'w-3', KEY);
    await seeCall(app, 'w-3');
    await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
    await setCallback(app, 'Mobile');
    for (const view of ['Wrap-up', 'Outbox', 'History'] as const) {
      await openView(app, view);
      await expectAccessible(app);
      await picture(app, `11-${view.toLowerCase()}-${colorScheme}`);
    }
  });
}
