import type { Page } from '@playwright/test';
import { callIdOf, type LedgerEntry } from '#simulator/service/ledger.ts';
import { expect, test } from './desktop-test.ts';
import { AGENT, type TestLcm } from './lcm.ts';
import { chooseOutcome, picture, seeCall, selectCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
/** The hours of the first call's contact. LCM writes the zone as Windows does, which stands for Paris too. */
const HOURS = /^May be called 0?9:00.* to (8:00\sPM|20:00) \(Europe\/Paris\)/;

test.use({ tellsHours: true });

const contactOf = (main: Page) => main.getByRole('region', { name: 'Contact' });

/** Everything that LCM knows of the first call is on screen, with the corrected name. */
async function seeEverything(main: Page, lastName: string): Promise<void> {
  await expect(main.getByRole('treeitem', { name: 'Payment Done' })).toBeVisible();
  // Only LCM names this one; the settings do not.
  await expect(main.getByRole('radio', { name: 'Abandoned' })).toBeVisible();
  // The number of this call, in its head. The next call's is another.
  await expect(main.getByText('+34 ••• ••• •01').first()).toBeVisible();
  const contact = contactOf(main);
  const toggle = contact.getByRole('button', { name: /^Contact/ });
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  await expect(contact.getByText(lastName, { exact: true })).toBeVisible();
  // A date, and a number, written as the region writes them.
  await expect(contact.getByText(/Dec.* 2026/)).toBeVisible();
  await expect(contact.getByText('84.50', { exact: true })).toBeVisible();
  await contact.getByRole('button', { name: /Show more fields/ }).click();
  await expect(contact.getByText('Calle Mayor 7')).toBeVisible();
  await toggle.click();
  await main.getByRole('switch', { name: 'Callback' }).click();
  const modes = main.getByRole('radiogroup', { name: 'Call back on' });
  await expect(modes.getByRole('radio')).toHaveCount(3);
  await modes.getByRole('radio', { name: 'Mobile' }).click();
  await expect(main.getByText(HOURS)).toBeVisible();
  await main.getByRole('switch', { name: 'Callback' }).click();
}

function setsOf(lcm: TestLcm, subtopic: string): LedgerEntry[] {
  return lcm.now.ledger.applied().filter((entry) => entry.subtopic === subtopic);
}

test('all that LCM knows of a call is shown, corrected, and still there offline after a restart', async ({
  app,
  lcm,
  start,
}) => {
  test.setTimeout(120_000);
  lcm.now.ring({ id: 'k-1', lcmKey: KEY, form: 'documented', user: AGENT, ringMs: 1, talkMs: 600_000 });
  await seeCall(app.main, 'k-1');
  await seeEverything(app.main, 'Álvarez');

  await app.main.keyboard.press('Alt+I');
  await contactOf(app.main).getByRole('button', { name: 'Correct LName' }).click();
  await app.main.keyboard.type('Álvarez Soto');
  await app.main.keyboard.press('Enter');
  const { data } = await lcm.now.ledger.waitFor(
    (entry) => entry.applied && entry.subtopic === 'SetContactBusinessFields',
    20_000,
  );
  expect(data).toEqual({
    callid: 'k-1',
    AccountNumber: KEY,
    AgentID: AGENT,
    businessField: [{ FieldName: 'LName', Value: 'Álvarez Soto', DataType: 'String', Format: '' }],
  });
  // LCM is asked again, and tells the new value.
  await seeEverything(app.main, 'Álvarez Soto');

  // LCM has told the next call's campaign, so its outcomes are there although LCM does not list them.
  lcm.now.faults.set({ quiet: ['GetBusinessOutCome'] });
  lcm.now.ring({
    id: 'k-2',
    lcmKey: '5|3|1|0|0|44|2',
    form: 'documented',
    user: AGENT,
    ringMs: 1,
    talkMs: 1,
  });
  await selectCall(app.main, 'k-2');
  await expect(app.main.getByRole('treeitem', { name: 'Payment Done' })).toBeVisible();
  await expect(app.main.getByText(/^Outcomes from /)).toBeVisible();
  await expect(app.main.getByText(/They are the last campaign’s/)).toHaveCount(0);
  await expect(app.main.getByText('+48 ••• ••• •02').first()).toBeVisible();

  await lcm.stop();
  await expect(app.main.locator('[data-status=unreachable]')).toBeVisible();
  await app.quit();
  const { main } = await start();
  await expect(main.locator('[data-status]')).toContainText(/LCM unreachable|Connecting/);
  await selectCall(main, 'k-1');
  await expect(contactOf(main).getByText(/^As LCM told /)).toBeVisible();
  await expect(main.getByText(/^Outcomes from .*since LCM is unreachable/)).toBeVisible();
  await seeEverything(main, 'Álvarez Soto');
  await picture(main, '60-known-offline');

  await chooseOutcome(main, 'pro card', 'Promise to pay›In full›By card');
  await main.getByLabel('Comment').fill('While LCM was away');
  await main.keyboard.press('Control+Enter');
  await expect(main.locator('.saved')).toContainText('Saved. Inés Álvarez');
  await expect(main.locator('[data-status]')).toContainText('1 waiting');
  expect(setsOf(lcm, 'SetBusinessOutcomeWithComments')).toEqual([]);
  await lcm.start();
  await lcm.now.ledger.waitFor(
    (entry) => entry.applied && entry.subtopic === 'SetBusinessOutcomeWithComments',
    20_000,
  );
  await expect(main.locator('[data-status=connected]')).toContainText('All delivered');
  expect(setsOf(lcm, 'SetBusinessOutcomeWithComments').map((entry) => entry.data)).toEqual([
    {
      callid: 'k-1',
      AccountNumber: KEY,
      OutcomeId: 302,
      LeadScore: 80,
      UserID: AGENT,
      AgentComments: 'While LCM was away',
      TargetAmount: 0,
    },
  ]);
  expect(setsOf(lcm, 'SetContactBusinessFields').map((entry) => callIdOf(entry.data))).toEqual(['k-1']);
});
