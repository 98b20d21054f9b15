import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './browser-test.ts';
import { callIdOf } from '#simulator/service/ledger.ts';
import { AGENT, ring, type TestLcm } from './lcm.ts';
import { chooseOutcome, picture, seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|7';

/** The bus tells what a call is doing. */
function tell(lcm: TestLcm, event: string, call: object): void {
  const message = { call: { event, CallType: 'Regular-Call', ...call } };
  lcm.now.broadcast({
    channel: 'Amazon',
    topic: 'OutboundCall',
    subtopic: 'OutboundCallStateChange',
    message,
  });
}

/** The bus tells of a call that names no agent. */
async function offer(app: Page, lcm: TestLcm, id: string): Promise<void> {
  tell(lcm, 'Hold', { id, CallVariables: { LCMKey: KEY, ContactName: 'David Berry' } });
  const offered = app.getByRole('region', { name: 'Perhaps yours' });
  await expect(offered.getByText('D••• B•••')).toBeVisible();
  await expect(offered.getByText('On hold')).toBeVisible();
}

test('a call that names nobody is taken by keyboard and wrapped up', async ({ app, lcm }) => {
  await offer(app, lcm, 'o-1');
  await expect(
    app.getByRole('heading', { name: 'Nobody is named for this call. Is it yours?' }),
  ).toBeVisible();
  await app.getByRole('button', { name: /^Take call/ }).press('Enter');
  await seeCall(app, 'o-1');
  await expect(app.getByRole('heading', { name: 'David Berry' })).toBeVisible();
  await expect(app.getByRole('region', { name: 'Perhaps yours' })).toBeHidden();
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await app.keyboard.press('Control+Enter');
  const { data } = await lcm.now.ledger.waitFor(
    (each) => each.applied && callIdOf(each.data) === 'o-1',
    20_000,
  );
  expect(data).toMatchObject({ callid: 'o-1', AccountNumber: KEY });
});

test('a call that is not the agent’s goes away, and its events with it', async ({ app, lcm }) => {
  await offer(app, lcm, 'o-2');
  await app.getByRole('button', { name: /is not mine$/ }).press('Enter');
  await expect(app.getByRole('region', { name: 'Perhaps yours' })).toBeHidden();
  tell(lcm, 'Answered', { id: 'o-2', CallVariables: { LCMKey: KEY } });
  ring(lcm, 'o-3');
  await seeCall(app, 'o-3');
  await expect(app.getByRole('complementary', { name: 'Calls' }).getByText('o-2')).toBeHidden();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what a call is doing, an offer and the softphone’s agent, ${colorScheme}`, async ({ app, lcm }) => {
    await app.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await offer(app, lcm, 'o-4');
    tell(lcm, 'Conference', {
      id: 'm-1',
      CallType: 'Blended',
      CallVariables: { LCMKey: '5|3|1|0|0|44|8' },
      User: { loginName: AGENT },
    });
    await seeCall(app, 'm-1');
    await expect(app.getByText('Conference')).toHaveCount(2);
    await expect(app.getByText('The call type “Blended” is not mapped')).toBeVisible();
    lcm.now.broadcast({
      channel: 'Amazon',
      topic: 'Agent',
      subtopic: 'SetAgentState',
      message: { data: { loginName: 'b.santos' }, event: 'Available' },
    });
    await expect(app.getByText(`b.santos is signed in at the softphone, but ${AGENT}`)).toBeVisible();
    await expectAccessible(app);
    await picture(app, `50-offered-${colorScheme}`);
    await app.setViewportSize({ width: 360, height: 740 });
    await expectAccessible(app);
    await picture(app, `50-offered-${colorScheme}-360`);
    await app.getByRole('button', { name: 'Sign in as b.santos …' }).click();
    await expect(app.getByLabel('Your LCM user ID')).toHaveValue('b.santos');
    await expectAccessible(app);
    await picture(app, `51-sign-in-${colorScheme}-360`);
  });
}
