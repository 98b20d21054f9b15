import type { Page } from '@playwright/test';
import type { CallFacts } from '#shared/lcm/call-facts.ts';
import { modeInformation, told } from '#test/support/fact-fixtures.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { withScriptedRequests } from './scripted-requests.ts';
import { chooseOutcome, openView, picture, seeCall, submit } from './screen.ts';
import ar from '../../src/renderer/i18n/locales/ar.json' with { type: 'json' };

const KEY = '5|3|1|0|0|44|1';
/** Holds a key down until something is seen: a group of choices chooses by an arrow key that is still down a moment later. */
async function hold(app: Page, key: string, seen: () => Promise<void>): Promise<void> {
  await app.keyboard.down(key);
  await seen();
  await app.keyboard.up(key);
}

test('a do-not-call by keys alone, saved while LCM is away, reaches LCM before the wrap-up of its call', async ({
  app,
  lcm,
}) => {
  test.slow();
  ring(lcm, 'a', KEY);
  await seeCall(app, 'a');
  await expect(app.getByRole('button', { name: 'Do not call…' })).toBeVisible();
  await lcm.stop();
  await expect(app.locator('[data-status=connected]')).toHaveCount(0);

  await app.keyboard.press('Alt+X');
  const dialog = app.getByRole('dialog', { name: 'Do not call' });
  await expect(dialog.getByRole('radio', { name: 'This number' })).toBeFocused();
  // LCM has told for how long in this campaign, so nobody is asked that.
  await expect(dialog.getByRole('radiogroup')).toHaveCount(1);
  await expect(dialog.getByRole('status')).toHaveText(
    /^Nobody will call \u2066\+3.*•.*\u2069 until \u2068.+\u2069\.$/u,
  );
  for (const name of ['This contact', 'This contact in this campaign']) {
    await hold(app, 'ArrowRight', () =>
      expect(dialog.getByRole('radio', { name, exact: true })).toBeChecked(),
    );
  }
  await expect(dialog.getByRole('status')).toContainText('in this campaign until');
  await picture(app, 'do-not-call-offline');
  await app.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  const line = app.getByText('This contact in this campaign · until');
  await expect(line).toBeVisible();
  await expect(app.getByText('Saved, waiting for LCM')).toBeVisible();
  await picture(app, 'do-not-call-saved');

  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, 'a');
  await lcm.start();
  await lcm.now.ledger.waitFor(({ applied, sets }) => applied && sets === 'outcome', 30_000);
  const sets = lcm.now.ledger.applied();
  expect(sets.map(({ subtopic }) => subtopic)).toEqual(['SetDNC', 'SetBusinessOutcomeWithComments']);
  expect(Object.keys(sets[0]?.data as object)).toEqual([
    ...['AccountNumber', 'OutcomeID', 'CampaignSpecificDNC', 'isPhoneNoDNC'],
    ...['DNCBlockStartDate', 'DNCBlockEndDate', 'BusinessOutcome', 'LeadScore'],
  ]);
  expect(sets[0]?.data).toMatchObject({ AccountNumber: KEY, OutcomeID: 5, CampaignSpecificDNC: true });
  expect(sets[0]?.refusal).toBeNull();

  await openView(app, 'History');
  const row = app.getByRole('row').filter({ hasText: 'Do not call:' });
  await expect(row).toContainText('This contact in this campaign · until');
  await expect(row).toContainText('Delivered');
  await picture(app, 'do-not-call-history');
});

test('a do-not-call that LCM refuses stands in the head of the call and in the outbox', async ({
  app,
  lcm,
}) => {
  lcm.now.faults.set({ only: ['SetDNC'], refuse: { times: 1, msg: 'The campaign knows no do-not-call.' } });
  ring(lcm, 'a', KEY);
  await seeCall(app, 'a');
  await expect(app.getByRole('button', { name: 'Do not call…' })).toBeVisible();
  await app.keyboard.press('Alt+X');
  await expect(app.getByRole('radio', { name: 'This number' })).toBeFocused();
  await app.keyboard.press('Control+Enter');
  await expect(app.getByText('Refused: The campaign knows no do-not-call.')).toBeVisible();
  await picture(app, 'do-not-call-refused');
  await openView(app, 'Outbox');
  await expect(app.getByText(/Try it again, or ask for it anew/)).toBeVisible();
  await picture(app, 'do-not-call-outbox');
  await expectAccessible(app);
  await app.getByRole('button', { name: 'Try now' }).click();
  await lcm.now.ledger.waitFor(({ applied, sets }) => applied && sets === 'doNotCall', 20_000);
  await expect(app.getByText('Nothing waits: all wrap-ups are delivered.')).toBeVisible();
  await openView(app, 'Wrap-up');
  await expect(app.getByText(/This number · until .*Delivered/)).toBeVisible();
  // LCM announces it as an outcome of the contact, and it is our own.
  await expect(app.getByText(/An outcome was set elsewhere/)).toHaveCount(0);
});

/** LCM lets the agent choose everything. */
const facts: CallFacts = told({
  mode: modeInformation({
    contactNumber: '+34 600 123 456',
    doNotCall: { kind: 'agentChooses', days: null, untilEndOfDay: true, inContactZone: null },
  }),
  fields: [{ name: 'LName', value: 'Berry', dataType: 'String', format: '', editable: false }],
  doNotCallFields: ['LName'],
});

async function ask(app: Page): Promise<void> {
  await withScriptedRequests(app, { getCallFacts: () => facts });
}

for (const [look, preferences, width] of [
  ['light', { theme: 'light' }, 1_180],
  ['dark', { theme: 'dark' }, 1_180],
  ['arabic', { language: 'ar', theme: 'light' }, 1_180],
  ['narrow', { theme: 'light' }, 360],
] as const) {
  test.describe(look, () => {
    test.use({ preferences });

    test('everything that can be chosen fits, and axe finds nothing', async ({ app, lcm }) => {
      test.slow();
      await app.setViewportSize({ width, height: 780 });
      await ask(app);
      ring(lcm, 'a', KEY);
      await expect(app.locator('button[aria-keyshortcuts="Alt+X"]')).toBeVisible();
      await app.keyboard.press('Alt+X');
      const dialog = app.getByRole('dialog');
      await expect(dialog.getByRole('radio').first()).toBeFocused();
      await expect(dialog.getByRole('radio')).toHaveCount(7);
      await expect(dialog).toHaveCSS('opacity', '1');
      await picture(app, `do-not-call-${look}`);
      await expectAccessible(app);
      await app.keyboard.press('Tab');
      const days = dialog.locator('#block-days');
      await hold(app, look === 'arabic' ? 'ArrowLeft' : 'ArrowRight', () => expect(days).toBeVisible());
      await days.fill('0');
      await expect(dialog.getByRole('status')).not.toBeEmpty();
      await picture(app, `do-not-call-${look}-days`);
      await days.fill('٣٠');
      if (look === 'arabic') await expect(dialog.getByRole('status')).toContainText(/حتى/);
      await dialog.getByRole('radio').last().click();
      await expect(dialog.locator('#block-date')).toBeVisible();
      await picture(app, `do-not-call-${look}-date`);
      await expectAccessible(app);
      const overflow = await app.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await app.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      if (look === 'arabic') await expect(app.getByText(ar.doNotCall.ask)).toBeVisible();
    });
  });
}
