import type { Page } from '@playwright/test';
import { callIdOf } from '#simulator/service/ledger.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { tomorrow } from './data-folder.ts';
import { expectApplied, ring, AGENT, type TestLcm } from './lcm.ts';
import { picture } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const COMMENT = 'Pays on Friday by card.';

/** The ids of a call are in a tooltip, in every language. */
const showsCall = (app: Page, callId: string) =>
  expect(app.locator('.wrap-up [title*="LCM"]').first()).toHaveAttribute(
    'title',
    new RegExp(`\\b${callId}\\b`),
  );

/** Rings a call and wraps it up by keys alone, in any language. */
async function wrapUp(app: Page, lcm: TestLcm, callId: string, key: string, comment: string): Promise<void> {
  ring(lcm, callId, key);
  await showsCall(app, callId);
  await typeOutcome(app);
  await app.keyboard.press('Enter');
  await expect(app.locator('textarea')).toBeFocused();
  await app.keyboard.type(comment);
  await app.keyboard.press('Control+Enter');
  await lcm.now.ledger.waitFor((each) => each.applied && callIdOf(each.data) === callId, 20_000);
}

/** Begins a callback that comes back to the agent, by keys alone. */
async function callBackMyself(app: Page, when: string): Promise<void> {
  await app.keyboard.press('Alt+C');
  await expect(app.getByRole('textbox', { name: 'When' })).toBeFocused();
  await app.keyboard.type(when);
  await app.getByRole('radio', { name: 'Any agent' }).focus();
  await app.keyboard.press('ArrowRight');
  const me = app.getByRole('radio', { name: 'Me', exact: true });
  await expect(me).toBeFocused();
  // A press as short as the test's moves the focus alone.
  await app.keyboard.press('Space');
  await expect(me).toBeChecked();
}

/** Types an outcome and waits until it stands out. */
async function typeOutcome(app: Page): Promise<void> {
  await expect(app.getByRole('combobox').first()).toBeFocused();
  await app.keyboard.type('pro card');
  await expect(app.getByRole('option').first()).toContainText('By card');
}

const last = (app: Page) => app.locator('.contact > .last');

/** Nothing is wider than the window, and nothing is on top of anything else in the contact's line. */
async function expectInPlace(app: Page): Promise<void> {
  expect(await app.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const boxes = await app
    .locator('.contact > .fold, .contact > .last')
    .evaluateAll((parts) =>
      parts.map((part) => part.getBoundingClientRect()).map(({ left, right }) => [left, right] as const),
    );
  for (const [at, [left, right]] of boxes.entries())
    for (const [otherLeft, otherRight] of boxes.slice(at + 1))
      expect(right <= otherLeft + 1 || otherRight <= left + 1).toBe(true);
}

test('what was said last time is entered again, and a callback that clashes is moved, in a few keys', async ({
  app,
  lcm,
}) => {
  await wrapUp(app, lcm, 'a', KEY, COMMENT);

  ring(lcm, 'b', KEY);
  await showsCall(app, 'b');
  await expect(last(app)).toContainText('Last time: Promise to pay › In full › By card');
  await app.keyboard.press('Alt+L');
  await expect(app.locator('textarea')).toHaveValue(COMMENT);
  await expect(app.locator('textarea')).toBeFocused();
  await callBackMyself(app, 'tomorrow 10');
  await app.keyboard.press('Control+Enter');
  const booked = { StartDate: tomorrow(), EndDate: tomorrow(), StartTime: '10:00', EndTime: '10:00' };
  const wrapped = { OutcomeId: 4, BusinessOutcome: 302, CallbackModeID: 1, UserID: AGENT };
  const figures = { LeadScore: 80, TargetAmount: 0 };
  const sent = (callid: string, AccountNumber: string, times: object, AgentComments: string) => {
    const { OutcomeId, BusinessOutcome, ...rest } = wrapped;
    const ids = { callid, AccountNumber, OutcomeId, BusinessOutcome };
    return { ...ids, ...times, ...rest, AgentComments, ...figures };
  };
  await expectApplied(lcm, 'SetBusinessOutcomeWithPersonalCallback', sent('b', KEY, booked, COMMENT));

  // Another contact: nothing of the first stands there, and the time is taken.
  ring(lcm, 'c', '5|3|1|0|0|44|2');
  await showsCall(app, 'c');
  await typeOutcome(app);
  await callBackMyself(app, 'tomorrow 10');
  const result = app.locator('#callback-result');
  await expect(result).toContainText('You are to call Contact b back then');
  await expect(last(app)).toHaveCount(0);
  await app.keyboard.press('Alt+T');
  await expect(result).toContainText('10:10');
  await expect(result).not.toContainText('You are to call');
  await app.keyboard.press('Control+Enter');
  const moved = { ...booked, StartTime: '10:10', EndTime: '10:10' };
  await expectApplied(lcm, 'SetBusinessOutcomeWithPersonalCallback', sent('c', '5|3|1|0|0|44|2', moved, ''));
});

const LOOKS = [
  { name: 'light', preferences: { theme: 'light' }, width: 1_180 },
  { name: 'dark', preferences: { theme: 'dark' }, width: 1_180 },
  { name: 'ar', preferences: { language: 'ar' }, width: 1_180 },
  { name: 'narrow', preferences: { theme: 'light' }, width: 360 },
] as const;

for (const { name, preferences, width } of LOOKS) {
  test.describe(name, () => {
    test.use({ preferences });

    test('the calls before are read by keys alone, and axe finds nothing', async ({ app, lcm }) => {
      test.slow();
      for (const n of [1, 2, 3, 4]) await wrapUp(app, lcm, `a${n}`, KEY, n === 4 ? COMMENT : `Comment ${n}`);
      await app.setViewportSize({ width, height: 780 });
      ring(lcm, 'b', KEY);
      await showsCall(app, 'b');
      await expect(last(app)).toBeVisible();
      // LCM's fields stand beside it.
      await expect(app.locator('.contact .fold')).toBeVisible();
      await expectInPlace(app);
      await expectAccessible(app);
      await picture(app, `last-time-${name}`);

      // Once for what LCM has told, and once more for the calls before.
      await app.keyboard.press('Alt+I');
      await expect(app.locator('.contact .fold > .button')).toBeFocused();
      await app.keyboard.press('Alt+I');
      const calls = app.locator('.contact .earlier ol');
      await expect(calls.locator('li')).toHaveCount(3);
      await expect(calls.locator('li').first()).toContainText(COMMENT);
      await expect(app.locator('.contact > .last > .button').first()).toBeFocused();
      await expect(app.locator('.contact dl')).toHaveCount(0);
      await expectInPlace(app);
      await expectAccessible(app);
      await picture(app, `earlier-calls-${name}`);
      await app.locator('.contact .earlier > .button').focus();
      await app.keyboard.press('Enter');
      await expect(calls.locator('li')).toHaveCount(4);
      await expect(calls).toBeFocused();
    });
  });
}

test.describe('the calendar', () => {
  test('shows what is booked, also in the dark', async ({ app, lcm }) => {
    ring(lcm, 'a', KEY);
    await showsCall(app, 'a');
    await typeOutcome(app);
    await callBackMyself(app, 'tomorrow 10');
    await app.keyboard.press('Control+Enter');
    ring(lcm, 'b', '5|3|1|0|0|44|2');
    await showsCall(app, 'b');
    await callBackMyself(app, 'tomorrow 10:05');
    await expect(app.locator('#callback-result')).toContainText('Next free');
    await picture(app, 'clash-light');
    await app.getByRole('button', { name: 'Calendar' }).focus();
    await app.keyboard.press('Enter');
    const calendar = app.getByRole('dialog', { name: 'Calendar' });
    await expect(calendar.getByRole('button', { name: /One callback booked: 10:00/ })).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.emulateMedia({ colorScheme });
      await expectAccessible(app);
      await picture(app, `booked-${colorScheme}`);
    }
  });
});
