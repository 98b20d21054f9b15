import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectAccessibleInEveryLook, test } from './browser-test.ts';
import { withHostEvents } from './host-events.ts';
import { AGENT, ring } from './lcm.ts';
import { chooseOutcome, openView, picture, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

/** Checks that an element has the focus. On the body, an agent without a mouse would have to start at the top again. */
async function expectFocus(app: Page): Promise<void> {
  await expect.poll(() => app.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
}

/** The next time in a clock gap or fold of the callback zone, as typed text: half past two on a Sunday. */
async function clockChange(app: Page, which: 'forward' | 'back'): Promise<string> {
  const now = new Date(await app.evaluate(() => Date.now()));
  // The last Sunday of March or October. Source: Directive 2000/84/EC.
  const lastSunday = (year: number): Date => {
    const day = new Date(Date.UTC(year, which === 'forward' ? 2 : 9, 31));
    day.setUTCDate(31 - day.getUTCDay());
    return day;
  };
  const here = lastSunday(now.getUTCFullYear());
  const next = here > now ? here : lastSunday(now.getUTCFullYear() + 1);
  return `${next.toISOString().slice(0, 10)} 2:30`;
}

/** From now on, collects the texts of the live regions, each text once. */
async function listen(app: Page): Promise<() => Promise<string[]>> {
  await app.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const hear = (): void => {
      for (const region of document.querySelectorAll('[role=status], [role=alert]')) {
        const text = region.textContent.replace(/\s+/g, ' ').trim();
        if (text !== '' && !said.includes(text)) said.push(text);
      }
    };
    new MutationObserver(hear).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  return () => app.evaluate(() => (window as unknown as { said: string[] }).said);
}

test('axe finds nothing in any state of the wrap-up, and the focus is never lost', async ({ app, lcm }) => {
  test.setTimeout(120_000);
  const look = async (seen?: (name: string) => Promise<void>): Promise<void> => {
    await expectAccessibleInEveryLook(app, seen);
    await expectFocus(app);
  };
  await expectAccessibleInEveryLook(app);
  ring(lcm, 'a-1', KEY);
  await seeCall(app, 'a-1');
  const search = app.getByRole('combobox', { name: 'Find an outcome' });
  await search.fill('pay');
  await expect(app.getByRole('option').first()).toBeVisible();
  await look();
  await search.fill('no such words');
  await expect(app.getByRole('option')).toHaveCount(0);
  await look();
  await app.keyboard.press('Control+a');
  await app.keyboard.press('Delete');
  await app.keyboard.press('Control+Enter');
  await expect(app.getByText(/^Not submitted/)).toBeVisible();
  await look();

  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await app.keyboard.press('Alt+c');
  await app.keyboard.type('yesterday at noon');
  await expect(
    app
      .getByText('“at” is not understood')
      .or(app.getByText(/in the past/))
      .first(),
  ).toBeVisible();
  await look();
  await app.keyboard.press('Control+a');
  await app.keyboard.type('tomorrow 10');
  await app.keyboard.press('Enter');
  await look();
  await app.getByRole('button', { name: 'Range' }).click();
  await expect(app.getByRole('textbox', { name: 'Until' })).toBeFocused();
  await look();
  await app.getByRole('button', { name: 'Calendar' }).click();
  await expect(app.getByRole('grid')).toBeVisible();
  await look((name) => picture(app, `15-calendar-${name}`));
  await app.keyboard.press('Escape');
  await expect(app.getByRole('grid')).toHaveCount(0);
  await expectFocus(app);
  await submit(app, 'a-1');
  await expect(app.getByText('Delivered', { exact: true }).first()).toBeVisible();
  await expectAccessibleInEveryLook(app);
});

test.describe('the quick wrap-up', () => {
  // The next clock change may be more than a month away, but never more than a year.
  test.use({ settings: { form: { callbackMaxDays: 365 } } });

  test('axe finds nothing in any state of its callback, and the focus is never lost', async ({
    app,
    lcm,
  }) => {
    ring(lcm, 'a-6', KEY);
    await seeCall(app, 'a-6');
    await app.goto(new URL('/quick.html', app.url()).href);
    await expect(app.getByRole('treeitem').first()).toBeVisible();
    await app.setViewportSize({ width: 560, height: 760 });
    let state = 0;
    const look = async (): Promise<void> => {
      await expectFocus(app);
      state += 1;
      await expectAccessibleInEveryLook(app, (name) => picture(app, `16-quick-callback-${name}-${state}`));
    };
    await look();
    await app.keyboard.press('Alt+c');
    const when = app.getByRole('textbox', { name: 'When' });
    await expect(when).toBeFocused();
    await look();
    await app.keyboard.type('tomorrow 10');
    await expect(app.locator('#callback-result [data-tone=good]')).toBeVisible();
    await look();
    await app.keyboard.press('Control+a');
    await app.keyboard.type('1/1/2020 10');
    await app.keyboard.press('Control+Enter');
    await expect(app.getByRole('button', { name: /^Nearest: / })).toBeVisible();
    await expect(when).toBeFocused();
    await look();
    await app.keyboard.press('Alt+t');
    await expect(app.locator('#callback-result [data-tone=good]')).toBeVisible();
    await look();
    await when.fill(await clockChange(app, 'forward'));
    await app.keyboard.press('Control+Enter');
    await expect(app.getByRole('button', { name: /^Use \d/ }).first()).toBeVisible();
    await expect(when).toBeFocused();
    await look();
    await when.fill(await clockChange(app, 'back'));
    await app.keyboard.press('Control+Enter');
    await expect(app.getByRole('radio', { name: /^The earlier one/ })).toBeFocused();
    await look();
    await app.keyboard.press('Space');
    await expect(app.getByRole('radio', { name: /^The earlier one/ })).toBeChecked();
    await look();
  });
});

test('axe finds nothing in what is asked about a call, and the focus is never lost', async ({ app, lcm }) => {
  const host = await withHostEvents(app);
  host.contradict();
  lcm.now.ring({ id: 'a-7', lcmKey: KEY, user: AGENT, ringMs: 1, talkMs: 600_000 });
  await seeCall(app, 'a-7');
  await lcm.stop();
  // An LCM that does not say which calls are on leaves the end in doubt.
  await lcm.start(['StateSync']);
  await expect(app.locator('[data-status=connected]')).toBeAttached({ timeout: 20_000 });
  await expect(app.getByText(/^Its end may have been missed/)).toBeVisible();
  await expect(app.getByText(/^A link says/)).toBeVisible();
  for (const width of [1_180, 360]) {
    await app.setViewportSize({ width, height: 780 });
    await expectAccessibleInEveryLook(app, (name) => picture(app, `17-asked-of-a-call-${name}-${width}`));
  }
  await app.setViewportSize({ width: 1_180, height: 780 });
  await app.getByRole('button', { name: 'Mark as over' }).press('Enter');
  await expect(app.getByRole('button', { name: 'Mark as over' })).toHaveCount(0);
  const search = app.getByRole('combobox', { name: 'Find an outcome' });
  await expect(search).toBeFocused();

  const comment = app.getByRole('textbox', { name: 'Comment' });
  await comment.pressSequentially('half a ');
  ring(lcm, 'a-8', KEY);
  host.arrive('a-8');
  await expect(app.getByText(/^The softphone opened a call/)).toBeVisible();
  await expectAccessibleInEveryLook(app, (name) => picture(app, `17-arrived-call-${name}`));
  await app.getByRole('button', { name: 'Dismiss this notice' }).click();
  await expect(comment).toBeFocused();
  host.arrive('a-8');
  await app.getByRole('button', { name: 'Go to it' }).press('Enter');
  await seeCall(app, 'a-8');
  await expect(search).toBeFocused();

  for (const call of ['a-8', 'a-7']) {
    await seeCall(app, call);
    await app.getByRole('button', { name: 'Remove this call' }).press('Enter');
    await app.getByRole('button', { name: 'Remove without wrap-up' }).press('Enter');
  }
  await openView(app, 'History');
  const again = app.getByRole('button', { name: /^Open again/ });
  await expect(again).toHaveCount(2);
  await expectAccessibleInEveryLook(app);
  await app.getByRole('button', { name: 'Export' }).press('Enter');
  await expect(app.getByRole('menuitem', { name: 'Workbook (Excel)' })).toBeFocused();
  await expectAccessibleInEveryLook(app, (name) => picture(app, `17-not-wrapped-up-${name}`));
  await app.keyboard.press('Escape');
  await expect(app.getByRole('button', { name: 'Export' })).toBeFocused();
  await again.last().press('Enter');
  await expect(search).toBeFocused();
});

test('axe finds nothing in any dialog and list, and with forced colours what is chosen is outlined', async ({
  app,
  lcm,
}) => {
  test.setTimeout(120_000);
  let outlined = 0;
  const look = async (): Promise<void> => {
    await expectAccessibleInEveryLook(app);
    await app.emulateMedia({ forcedColors: 'active' });
    await expectAccessible(app);
    const chosen = app.locator(
      '[aria-current], [aria-selected=true], [aria-pressed=true], [data-state=checked]',
    );
    const styles = await chosen.evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .map((element) => [element.outerHTML.slice(0, 120), getComputedStyle(element).outlineStyle]),
    );
    await app.emulateMedia({ forcedColors: 'none' });
    outlined += styles.length;
    // Tints are gone.
    expect(styles.filter(([, style]) => style === 'none')).toEqual([]);
  };
  ring(lcm, 'a-2', KEY);
  await seeCall(app, 'a-2');
  const dialog = app.getByRole('dialog');
  const close = async (): Promise<void> => {
    await app.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expectFocus(app);
  };
  for (const open of [
    () => app.getByRole('button', { name: 'Preferences' }).click(),
    () => app.keyboard.press('Alt+n'),
    () => app.getByRole('button', { name: /testagent/ }).click(),
    () => app.getByRole('button', { name: 'Remove this call from the list' }).click(),
  ]) {
    await open();
    await expect(dialog).toBeVisible();
    await look();
    await close();
  }
  await app.getByRole('button', { name: 'Preferences' }).click();
  await app.getByRole('button', { name: 'Keyboard shortcuts…' }).click();
  await expect(app.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await look();
  await close();

  await lcm.stop();
  await expect(app.locator('[data-status=unreachable]')).toBeVisible();
  await look();
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, 'a-2');
  await openView(app, 'Outbox');
  await expect(app.getByRole('article')).toHaveCount(1);
  await look();
  await app.getByRole('article').getByRole('button', { expanded: false }).click();
  await app.getByRole('button', { name: 'Discard' }).click();
  await expect(dialog).toBeVisible();
  await look();
  await close();
  await openView(app, 'History');
  await expect(app.getByRole('row').nth(1)).toBeVisible();
  await look();
  await app.getByRole('textbox').press('ArrowDown');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('list', { name: 'What became of it' })).toBeVisible();
  await look();
  expect(outlined).toBeGreaterThan(5);
});

test('screen readers hear that a wrap-up is saved, delivered or refused', async ({ app, lcm }) => {
  ring(lcm, 'a-3', KEY);
  await seeCall(app, 'a-3');
  const said = await listen(app);
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, 'a-3');
  await expect.poll(said).toContainEqual(expect.stringMatching(/Saved\..*a-3.*Delivered/));

  lcm.now.faults.set({
    refuse: { times: 1, msg: 'Contact is locked.' },
    only: ['SetBusinessOutcomeWithComments'],
  });
  ring(lcm, 'a-4', KEY);
  await seeCall(app, 'a-4');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await submit(app, 'a-4');
  await expect.poll(said).toContainEqual(expect.stringContaining('Refused: Contact is locked.'));
  await lcm.stop();
  await expect.poll(said).toContainEqual(expect.stringMatching(/^1 refused · LCM unreachable since/));
});

test('the form has a tree, a search and fields with their accessible names', async ({ app, lcm }) => {
  ring(lcm, 'a-5', KEY);
  await seeCall(app, 'a-5');
  const main = app.getByRole('main');
  await expect(main.getByRole('combobox', { name: 'Find an outcome' })).toHaveAttribute(
    'aria-expanded',
    'false',
  );
  const tree = main.getByRole('tree', { name: 'Outcomes' });
  await expect(tree.getByRole('treeitem', { name: 'Payment', exact: true })).toHaveAttribute(
    'aria-level',
    '1',
  );
  await expect(tree.getByRole('treeitem', { name: 'Payment', exact: true })).toHaveAttribute(
    'aria-expanded',
    'true',
  );
  for (const [role, name] of [
    ['textbox', 'Comment'],
    ['switch', 'Callback'],
    ['radiogroup', 'Telephony outcome'],
    ['textbox', 'Target amount'],
    ['textbox', 'Lead score'],
    ['button', 'Submit'],
  ] as const) {
    await expect(main.getByRole(role, { name })).toBeVisible();
  }
  await expect(app.getByRole('navigation', { name: 'Views' })).toBeVisible();
  await expect(app.getByRole('complementary', { name: 'Calls' })).toBeVisible();
});
