import type { Page } from '@playwright/test';
import { readField } from '#shared/lcm/json.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { countActions } from './key-counter.ts';
import { ring } from './lcm.ts';
import { openView, picture, seeCall } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const FORM = {
  otherCampaigns: { offered: true },
  rules: [
    {
      when: { businessOutcomeId: '102' },
      doNotCall: { scope: 'number' },
      note: 'The bank has refused the payment for good.',
    },
  ],
};
test.use({ settings: { form: FORM } });

/** The ticks of the campaigns in which the contact is open too. */
const ticks = (app: Page) => app.locator('fieldset').getByRole('checkbox');

test('one disposition to two campaigns and a do-not-call by keys alone, each told by itself', async ({
  app,
  lcm,
}) => {
  test.slow();
  lcm.now.faults.set({
    only: ['SetBusinessOutcomeWithComments'],
    refuse: { times: 1, msg: 'Closed there.' },
  });
  ring(lcm, 'c-1', KEY);
  await seeCall(app, 'c-1');
  await expect(ticks(app)).toHaveCount(2);
  await expect(app.getByText('This contact is open in 2 more campaigns.')).toBeAttached();
  await expect(app.getByRole('combobox', { name: 'Find an outcome' })).toBeFocused();

  const actions = await countActions(app);
  await app.keyboard.type('payment fail');
  await expect(app.getByRole('option').first()).toHaveText('Payment Failure');
  await app.keyboard.press('Enter');
  const mark = app.getByRole('checkbox', { name: /^Nobody will call .* until / });
  await expect(mark).toBeFocused();
  await expectAccessible(app);
  await picture(app, 'campaigns-mark');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('textbox', { name: 'Comment' })).toBeFocused();
  await app.keyboard.press('Alt+G');
  await expect(ticks(app).first()).toBeFocused();
  await app.keyboard.press('Space');
  await app.keyboard.press('Tab');
  await app.keyboard.press('Space');
  await picture(app, 'campaigns-ticked');
  await app.keyboard.press('Control+Enter');
  await expect(app.locator('.saved')).toContainText(/Saved\. /);
  const { keys, pointers } = await actions();
  expect([keys, pointers]).toEqual([['Enter', 'Enter', 'Alt', 'G', 'Tab', 'Control', 'Enter'], 0]);

  await lcm.now.ledger.waitUntil(
    ({ entries }) => entries().filter(({ applied, refusal }) => applied || refusal !== null).length >= 4,
    30_000,
  );
  const sets = lcm.now.ledger.entries().map(({ subtopic, data, applied }) => {
    const outcome = readField(data, 'OutcomeId') ?? null;
    return [subtopic, readField(data, 'AccountNumber') === KEY, outcome, applied];
  });
  expect(sets).toEqual([
    ['SetDNC', true, 5, true],
    ['SetBusinessOutcomeWithComments', true, 102, false],
    ['SetBusinessOutcomeWithComments', false, 2102, true],
    ['SetBusinessOutcomeWithComments', false, 3101, true],
  ]);
  await openView(app, 'History');
  const rows = app.getByRole('row');
  await expect(rows.filter({ hasText: 'Contract renewal: Payment Failure' })).toContainText('Delivered');
  await expect(rows.filter({ hasText: 'Satisfaction survey: Payment Failure' })).toContainText('Delivered');
  await expect(rows.filter({ hasText: 'Refused' })).toHaveCount(1);
  await picture(app, 'campaigns-history');
});

test('a campaign that LCM refuses stands in the outbox by its name, and can be tried again alone', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'c-2', KEY);
  await seeCall(app, 'c-2');
  await expect(ticks(app)).toHaveCount(2);
  await app.keyboard.type('payment done');
  await expect(app.getByRole('option').first()).toHaveText('Payment Done');
  await app.keyboard.press('Enter');
  const survey = ticks(app).nth(1);
  await expect(survey).toHaveAttribute('aria-disabled', 'true');
  await expect(app.getByText('It has no outcome “Payment Done”.')).toBeVisible();
  await ticks(app).first().check();
  lcm.now.faults.set({
    only: ['SetBusinessOutcomeWithComments'],
    refuse: { times: 2, msg: 'Closed there.' },
  });
  await app.keyboard.press('Control+Enter');
  await openView(app, 'Outbox');
  const row = app.getByText('Contract renewal · Payment Done');
  await expect(row).toBeVisible();
  await row.click();
  await picture(app, 'campaigns-outbox');
  await expectAccessible(app);
});

for (const [look, preferences, width] of [
  ['light', { theme: 'light', outcomeNotes: 'list' }, 1_180],
  ['dark', { theme: 'dark', outcomeNotes: 'list' }, 1_180],
  ['arabic', { language: 'ar', theme: 'light' }, 1_180],
  ['narrow', { theme: 'light', outcomeNotes: 'list' }, 360],
] as const) {
  test.describe(look, () => {
    test.use({ preferences });

    test('the ticks, the question and the notes fit, and axe finds nothing', async ({ app, lcm }) => {
      test.slow();
      await app.setViewportSize({ width, height: 780 });
      ring(lcm, 'c-3', KEY);
      await expect(ticks(app)).toHaveCount(2);
      if (look !== 'arabic')
        await expect(app.getByRole('tree').getByText('The bank has refused')).toBeAttached();
      await app.locator('#field-businessOutcome').fill('Payment Fail');
      await expect(app.getByRole('option').first()).toContainText('Payment Failure');
      await picture(app, `campaigns-${look}-search`);
      await app.keyboard.press('Enter');
      await expect(app.locator('#field-doNotCall')).toBeFocused();
      await app.keyboard.press('Alt+G');
      await expect(ticks(app).first()).toBeFocused();
      await app.keyboard.press('Space');
      // Nothing is missing in either campaign any more.
      await expect(app.locator('.about').filter({ hasText: /\S/ })).toHaveCount(0);
      await picture(app, `campaigns-${look}`);
      await expectAccessible(app);
      const overflow = await app.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
    });
  });
}
