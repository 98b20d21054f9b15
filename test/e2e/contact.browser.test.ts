import type { Page } from '@playwright/test';
import { NO_FACTS, type CallFacts, type ContactField } from '#shared/lcm/call-facts.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { ring, AGENT } from './lcm.ts';
import { withScriptedRequests } from './scripted-requests.ts';
import { picture, seeCall } from './screen.ts';

const field = (name: string, value: string, change: Partial<ContactField> = {}): ContactField => ({
  ...{ name, value, dataType: 'String', format: '', editable: true },
  ...change,
});
const facts: CallFacts = {
  ...NO_FACTS,
  fields: {
    at: Date.now(),
    value: [
      field('FName', 'Test'),
      field('LName', 'Berry'),
      field('Date of birth', '13/01/1980', { dataType: 'Date', format: 'DD/MM/YYYY' }),
      field('Debt', '1234.50', { dataType: 'Number', editable: false }),
      field('Note', `Prefers mornings. ${'averyveryverylongword'.repeat(12)}`),
      ...Array.from({ length: 30 }, (_, n) => field(`Field ${n}`, `Value ${n}`)),
    ],
  },
  screenPop: { at: Date.now(), value: [{ name: 'City', value: 'Vigo' }] },
};

/** The page with facts of LCM, and an outbox that keeps what is corrected. */
async function withContact(app: Page): Promise<{ settle(change: Partial<SubmissionView>): void }> {
  let items: SubmissionView[] = [];
  const host = await withScriptedRequests(app, {
    getCallFacts: () => facts,
    listFieldEdits: () => ({ items }),
    correctContactFields: ({ callId, fields }) => {
      const made = Date.now();
      const base = {
        id: `edit-${made}`,
        callId,
        kind: 'fieldEdit',
        lcmKey: '5|3|1|0|0|44|1',
        agent: AGENT,
      } as const;
      items = [
        {
          ...{ ...base, call: 'SetContactBusinessFields', comment: '', withheld: false, callbackAt: null },
          ...{
            callbackZone: null,
            madeAt: made,
            campaign: null,
            isLetPast: false,
            byLimit: false,
            state: 'queued',
            unknown: false,
            attempts: 0,
          },
          ...{ reason: null, nextTryAt: null, updatedAt: made, summary: 'LName', fields },
        },
      ];
      return { submissionId: base.id };
    },
  });
  return {
    settle(change) {
      items = items.map((item) => ({ ...item, ...change, updatedAt: Date.now() }));
      host.emit('outbox', undefined);
    },
  };
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ preferences: { theme } });

    test('the contact is looked at and corrected by keys alone, and axe finds nothing', async ({
      app,
      lcm,
    }) => {
      // Axe looks at the whole page three times.
      test.slow();
      const outbox = await withContact(app);
      ring(lcm, 'a');
      await seeCall(app, 'a');
      const panel = app.getByRole('region', { name: 'Contact' });
      await expect(panel).toBeVisible();
      await picture(app, `contact-folded-${theme}`);
      await expectAccessible(app);

      await app.keyboard.press('Alt+I');
      await expect(panel.getByRole('button', { name: /^Contact/ })).toBeFocused();
      await expect(panel.getByText('Jan 13, 1980')).toBeVisible();
      await app.keyboard.press('Tab');
      await app.keyboard.press('Tab');
      await expect(panel.getByRole('button', { name: 'Correct LName' })).toBeFocused();
      await app.keyboard.press('Enter');
      const name = panel.getByRole('textbox', { name: 'LName' });
      await expect(name).toBeFocused();
      await app.keyboard.type('Barry');
      await picture(app, `contact-editing-${theme}`);
      await expectAccessible(app);
      await app.keyboard.press('Enter');
      await expect(panel.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
      await expect(panel.getByText('Corrected, waiting')).toBeVisible();
      await expect(panel.getByRole('button', { name: 'Correct LName' })).toBeFocused();

      outbox.settle({ state: 'refused', reason: 'LName is locked.' });
      await expect(panel.getByText('Refused: LName is locked.')).toBeVisible();
      await picture(app, `contact-refused-${theme}`);
      await expectAccessible(app);
    });
  });
}

test('the way through the form is as short as without the contact', async ({ app, lcm }) => {
  await withContact(app);
  ring(lcm, 'a');
  await seeCall(app, 'a');
  await expect(app.getByRole('region', { name: 'Contact' })).toBeVisible();
  const submitButton = app.getByRole('button', { name: 'Submit' });
  const order = await app.evaluate(() => {
    const all = [...document.querySelectorAll('main button, main input, main textarea')];
    return all.map((each) => (each.closest('section.contact') === null ? 'form' : 'contact'));
  });
  expect(order.lastIndexOf('form')).toBeLessThan(order.indexOf('contact'));
  await expect(submitButton).toBeVisible();
});

for (const width of [360, 1_180, 1_500])
  test(`the contact fits a window ${width} wide`, async ({ app, lcm }) => {
    await app.setViewportSize({ width, height: 780 });
    await withContact(app);
    ring(lcm, 'a');
    await seeCall(app, 'a');
    const panel = app.getByRole('region', { name: 'Contact' });
    const toggle = panel.getByRole('button', { name: /^Contact/ });
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    const above = await app.evaluate(() => {
      const top = (part: string): number => document.querySelector(part)?.getBoundingClientRect().top ?? NaN;
      return top('section.contact') < top('.parts');
    });
    expect(above).toBe(true);
    await toggle.click();
    await panel.getByRole('button', { name: /Show more fields/ }).click();
    await expect(panel.getByText('Vigo')).toBeVisible();
    await picture(app, `contact-${width}`);
    const overflow = await app.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
