import { expect, expectAccessible, test } from './browser-test.ts';
import { countActions } from './key-counter.ts';
import { AGENT, appliedFor, expectApplied, ring } from './lcm.ts';
import { picture, seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

/** Promise to pay (3) › In full (301) › By card (302), as the simulated campaign has them. */
const FORM = {
  snippets: [{ abbreviation: 'card', text: 'Pays by card.' }],
  rules: [
    {
      when: { businessOutcomeId: '302' },
      needs: ['targetAmount'],
      confirm: 'I read the mandate to the customer',
      presets: { comment: 'card' },
      note: 'The card is charged on the agreed day. Never write down its number.',
    },
    { when: { businessOutcomeId: '204' }, callback: 'none', presets: { targetAmount: 25 } },
  ],
};
test.use({ settings: { form: FORM } });

test('an outcome with rules takes one key more for its confirmation, and LCM gets what was entered', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'r-1', KEY);
  await seeCall(app, 'r-1');
  await expect(app.getByRole('combobox', { name: 'Find an outcome' })).toBeFocused();
  const actions = await countActions(app);
  await app.keyboard.type('pro card');
  await expect(app.getByRole('option').first()).toHaveText('Promise to pay›In full›By card');
  await app.keyboard.press('Enter');

  await expect(app.getByRole('checkbox', { name: 'I read the mandate to the customer' })).toBeFocused();
  await expect(app.getByText('The card is charged on the agreed day.')).toBeVisible();
  await expect(app.getByText('Filled in for “By card”.')).toBeVisible();
  await expectAccessible(app);
  await picture(app, 'rules-chosen');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('textbox', { name: 'Target amount' })).toBeFocused();
  await app.keyboard.type('120');
  await app.keyboard.press('Control+Enter');
  await expect(app.locator('.saved')).toContainText(/Saved\. (Contact )?r-1 /);

  const { keys, pointers } = await actions();
  expect([keys, pointers]).toEqual([['Enter', 'Enter', 'Control', 'Enter'], 0]);
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
    ...{ callid: 'r-1', AccountNumber: KEY, OutcomeId: 302, LeadScore: 80 },
    ...{ UserID: AGENT, AgentComments: 'Pays by card.', TargetAmount: 120 },
  });
});

test('a callback that the outcome does not allow is a problem with a way out, at every size and in the dark', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'r-2', KEY);
  await seeCall(app, 'r-2');
  await app.keyboard.press('Alt+C');
  await app.keyboard.type('in 45 min');
  await app.keyboard.press('Enter');
  await app.getByRole('combobox', { name: 'Find an outcome' }).focus();
  await app.keyboard.type('first inst');
  await expect(app.getByRole('option').first()).toHaveText('Payment›In part›First instalment');
  await app.keyboard.press('Enter');
  const remove = app.getByRole('button', { name: 'Remove the callback' });
  await expect(remove).toBeFocused();
  await picture(app, 'rules-callback-refused');
  for (const [width, scheme] of [
    [1_180, 'dark'],
    [360, 'light'],
    [360, 'dark'],
  ] as const) {
    await app.setViewportSize({ width, height: 780 });
    await app.emulateMedia({ colorScheme: scheme });
    await expect(remove).toBeInViewport();
    await expect(app.locator('#problem-callback')).toBeInViewport();
    await expectAccessible(app);
    expect(await app.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await picture(app, `rules-callback-refused-${width}-${scheme}`);
  }
  await app.keyboard.press('Control+Enter');
  await expect(remove).toBeFocused();
  expect(appliedFor(lcm, 'r-2')).toEqual([]);

  await app.keyboard.press('Enter');
  await expect(app.getByText('“First instalment” allows no callback', { exact: true })).toBeVisible();
  await expect(app.getByRole('switch', { name: 'Callback' })).toBeFocused();
  await picture(app, 'rules-no-callback-360-dark');
  await app.keyboard.press('Control+Enter');
  await expect(app.locator('.saved')).toContainText(/Saved\. (Contact )?r-2 /);
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
    ...{ callid: 'r-2', AccountNumber: KEY, OutcomeId: 204, LeadScore: 65 },
    ...{ UserID: AGENT, AgentComments: '', TargetAmount: 25 },
  });
});
