import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { HISTORY_FILE_NAME } from '#shared/contract/history-file.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { appliedFor, expectApplied, ring, type TestLcm } from './lcm.ts';
import { listed } from '#test/support/submissions.ts';
import { made } from './made-submissions.ts';
import { overflows } from './overflows.ts';
import { withScriptedRequests } from './scripted-requests.ts';
import { chooseOutcome, openView, picture, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const REASON = 'Contact is locked by another campaign.';

async function wrapUp(app: Page, lcm: TestLcm, callId: string, comment: string): Promise<void> {
  ring(lcm, callId, KEY);
  await seeCall(app, callId);
  await app.getByLabel('Comment').fill(comment);
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, callId);
}

const article = (app: Page, callId: string) => app.getByRole('article', { name: `Contact ${callId}:` });

/** The line of a submission, which opens and closes it. */
const lineOf = (app: Page, callId: string) => article(app, callId).getByRole('button').first();

/** The name of the focused element. */
const focused = (app: Page): Promise<string> =>
  app.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '',
  );

test('a refusal is red from the start; the agent edits one and discards another by keyboard', async ({
  app,
  lcm,
}) => {
  lcm.now.faults.set({ refuse: { times: 2, msg: REASON }, only: ['SetBusinessOutcomeWithComments'] });
  await wrapUp(app, lcm, 'o-1', 'first');
  await expect(app.locator('.saved[data-tone=bad]')).toContainText(`Refused: ${REASON}`);
  await wrapUp(app, lcm, 'o-2', 'second');
  await expect(app.locator('[data-status]')).toContainText('2 refused');

  await openView(app, 'Outbox');
  await expect(app.getByRole('heading', { name: `Refused: ${REASON}` })).toHaveCount(1);
  await expect(app.getByText('Edit what LCM names')).toHaveCount(1);
  await expectAccessible(app);
  await picture(app, '12-outbox-refused');

  await lineOf(app, 'o-1').focus();
  await app.keyboard.press('ArrowUp');
  await expect(lineOf(app, 'o-2')).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(article(app, 'o-2').getByText('second')).toBeVisible();
  await expectAccessible(app);
  await article(app, 'o-2').getByRole('button', { name: 'Discard' }).focus();
  await app.keyboard.press('Enter');
  await expect(app.getByRole('dialog')).toBeVisible();
  await app.keyboard.type('Wrong contact');
  await app.keyboard.press('Enter');
  await expect(article(app, 'o-2')).toHaveCount(0);
  await expect.poll(() => focused(app)).toBe('Outbox');

  await article(app, 'o-1').getByRole('button', { name: 'Edit' }).focus();
  await app.keyboard.press('Enter');
  await seeCall(app, 'o-1');
  await expect.poll(() => focused(app)).toBe('Find an outcome');
  await expect(app.getByLabel('Comment')).toHaveValue('first');
  await app.keyboard.press('Control+Enter');
  const entry = await lcm.now.ledger.waitFor((each) => each.applied, 20_000);
  expect(entry.data).toMatchObject({ callid: 'o-1', AgentComments: 'first' });
  await expect(app.locator('[data-status=connected]')).toContainText('All delivered');
  expect(appliedFor(lcm, 'o-2')).toEqual([]);
});

test('a waiting wrap-up says why it waits and that the agent need do nothing; then it is delivered', async ({
  app,
  lcm,
}) => {
  await lcm.stop();
  await expect(app.locator('[data-status=unreachable]')).toBeVisible();
  const height = await app
    .locator('header')
    .first()
    .evaluate((bar) => bar.clientHeight);
  await app.getByRole('button', { name: 'Add', exact: true }).click();
  await app.getByLabel('Call ID').fill('o-3');
  await app.getByLabel('LCM key').fill(KEY);
  await app.keyboard.press('Enter');
  await seeCall(app, 'o-3');
  await app.getByRole('button', { name: /^Telephony outcome/ }).click();
  await app.getByRole('radio', { name: 'No answer' }).click();
  await submit(app, 'o-3');
  await expect(app.locator('.saved[data-tone=wait]')).toContainText('Waiting');
  await openView(app, 'Outbox');
  await expect(app.getByText('it is sent as soon as LCM can be reached')).toHaveCount(0);
  await expect(app.getByText('sent as soon as LCM can be reached')).toHaveCount(1);
  await expect(app.locator('.outbox .why')).toHaveText(/^LCM unreachable since .* · Nothing listens/);
  await expectAccessible(app);
  const line = app.getByRole('article', { name: 'Call o-3:' }).getByRole('button').first();
  await expect(line).toContainText('Waiting');
  await app.getByRole('button', { name: 'Try all now' }).click();
  await expect(line).toContainText('trying now');
  await picture(app, '13-outbox-trying');
  await expect(app.getByText(/^Tried at .*: LCM did not answer\. All of it stays saved\.$/)).toBeVisible();
  await expect(line).toContainText('Waiting');
  await picture(app, '13-outbox-offline');
  await lcm.start();
  await expect(app.getByText('Nothing waits: all wrap-ups are delivered.')).toBeVisible();
  expect(
    await app
      .locator('header')
      .first()
      .evaluate((bar) => bar.clientHeight),
  ).toBe(height);
  expect(appliedFor(lcm, 'o-3')).toHaveLength(1);
});

test.describe('many', () => {
  const held = { state: 'held', reason: 'callbackPassed', callbackZone: 'Europe/Madrid' } as const;
  const items = [
    made(1, 'Inés Álvarez', { ...held, callbackAt: Date.now() - 3_600_000 }),
    made(2, 'Marek Wiśniewski', { ...held, callbackAt: Date.now() - 7_200_000 }),
    made(3, 'David Berry', { state: 'refused', reason: REASON }),
    made(4, 'Priya Raman', { state: 'refused', reason: 'Invalid Call ID.' }),
    ...Array.from({ length: 30 }, (_, n) =>
      made(5 + n, `${n % 3 === 0 ? 'ليلى حداد' : 'Contact'} ${n}`, {
        attempts: n % 4,
        ...(n % 5 === 0 && {
          callbackAt: Date.now() + (1 + n) * 3_600_000,
          summary: 'Call later › Agreed with the contact’s representative',
        }),
      }),
    ),
  ];

  for (const [look, width, preferences] of [
    ['wide', 1_180, {}],
    ['dark', 1_180, { theme: 'dark' }],
    ['narrow', 400, {}],
    ['ar', 1_180, { language: 'ar' }],
    ['de', 400, { language: 'de' }],
  ] as const) {
    test.describe(look, () => {
      test.use({ preferences });

      test('lines are equally high, say each thing once, and open', async ({ app, lcm }) => {
        await app.setViewportSize({ width, height: 780 });
        await withScriptedRequests(app, {
          listOutbox: listed(items),
        });
        await lcm.stop();
        await app.locator('nav').getByRole('button').nth(1).click();
        const rows = app.locator('article');
        await expect(rows).toHaveCount(34);
        await expect(app.locator('.asked')).toHaveCount(2);
        await expect(app.locator('.outbox .why')).toBeVisible();
        const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
        if (width > 1_000) expect(new Set(heights)).toEqual(new Set([36]));
        await picture(app, `12-outbox-many-${look}`);
        await expect.poll(() => overflows(app)).toEqual([]);
        await rows.nth(4).getByRole('button').first().click();
        await expect(rows.nth(4).locator('.details')).toBeVisible();
        await expectAccessible(app);
        await expect.poll(() => overflows(app)).toEqual([]);
        await rows.nth(4).scrollIntoViewIfNeeded();
        await picture(app, `12-outbox-open-${look}`);
      });
    });
  }
});

for (const [format, extension] of [
  ['CSV', '.csv'],
  ['JSON', '.json'],
] as const) {
  test(`the history is exported as ${format}, complete and with harmless content`, async ({ app, lcm }) => {
    await wrapUp(app, lcm, 'o-4', '=1+1 "quoted", Señal ✓');
    await expect(app.locator('[data-status=connected]')).toContainText('All delivered');
    await openView(app, 'History');
    await app.getByRole('button', { name: 'Export' }).click();
    // It covers the page, which must not show through.
    await expect(app.getByRole('menu')).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
    await expectAccessible(app);
    // One row a wrap-up would do; this is the whole record.
    await app.getByRole('menuitemradio', { name: 'Every change of state' }).click();
    const download = app.waitForEvent('download');
    await app.getByRole('menuitem', { name: format }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(HISTORY_FILE_NAME);
    expect(saved.suggestedFilename().endsWith(extension)).toBe(true);
    await expect(app.getByText(`${saved.suggestedFilename()} is ready, with 3 entries.`)).toBeVisible();
    await picture(app, `14-export-${format.toLowerCase()}`);
    const text = readFileSync(await saved.path(), 'utf8');
    if (format === 'JSON') {
      const rows = JSON.parse(text) as Record<string, string>[];
      expect(rows.map(({ to }) => to)).toEqual(['queued', 'sending', 'delivered']);
      expect(rows[0]?.['comment']).toBe('=1+1 "quoted", Señal ✓');
    } else {
      expect(text.split('\r\n')).toHaveLength(5);
      expect(text).toContain(`"'=1+1 ""quoted"", Señal ✓"`);
    }
  });
}

test('a missing key store is told in the status, where nobody dismisses it, and in no bar', async ({
  app,
}) => {
  const notice = app.getByText(/no key store/);
  await expect(notice).toHaveCount(0);
  await app.locator('[data-status]').click();
  await expect(notice).toBeVisible();
  await expect(app.getByRole('button', { name: /Dismiss/ })).toHaveCount(0);
  await expectAccessible(app);
  await app.keyboard.press('Escape');
  await expect(notice).toHaveCount(0);
  await expect(app.locator('[data-status]')).toBeFocused();
  await app.reload();
  await expect(app.locator('[data-status=connected]')).toBeAttached();
  await expect(notice).toHaveCount(0);
});

test('Ctrl+Enter pressed twice submits one call, even if the next one is ready to submit', async ({
  app,
  lcm,
}) => {
  for (const callId of ['o-6', 'o-7']) {
    ring(lcm, callId, KEY);
    await app.getByRole('complementary', { name: 'Calls' }).getByRole('button', { name: callId }).click();
    await seeCall(app, callId);
    await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  }
  await app.keyboard.press('Control+Enter');
  await app.keyboard.press('Control+Enter');
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
    callid: 'o-7',
    AccountNumber: KEY,
    OutcomeId: 302,
    LeadScore: 80,
    UserID: 'testagent',
    AgentComments: '',
    TargetAmount: 0,
  });
  await seeCall(app, 'o-6');
  await expect(app.locator('[data-status=connected]')).toContainText('All delivered');
  expect(appliedFor(lcm, 'o-6')).toEqual([]);
});
