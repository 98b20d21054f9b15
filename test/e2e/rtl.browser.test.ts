import type { Locator } from '@playwright/test';
import { expect, expectAccessible, test } from './browser-test.ts';
import { tomorrow } from './data-folder.ts';
import { AGENT, expectApplied, ring } from './lcm.ts';
import { picture } from './screen.ts';
import words from '../../src/renderer/i18n/locales/ar.json' with { type: 'json' };

const KEY = '5|3|1|0|0|44|1';

test.use({ preferences: { language: 'ar' } });

/** The order of the characters of a text on the screen, line by line from the left. */
async function asSeen(text: Locator, part: string): Promise<string> {
  return await text.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null) {
      const node = walker.currentNode;
      const at = (node.textContent ?? '').indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      return Array.from(wanted, (character, index) => {
        range.setStart(node, at + index);
        range.setEnd(node, at + index + 1);
        const { top, left } = range.getBoundingClientRect();
        return { character, top, left };
      })
        .sort((a, b) => a.top - b.top || a.left - b.left)
        .map(({ character }) => character)
        .join('');
    }
    return `no ${wanted} in ${element.textContent}`;
  }, part);
}

test('a wrap-up by keyboard in Arabic reaches LCM with ASCII digits in the right fields', async ({
  app,
  lcm,
}) => {
  await expect(app.locator('html')).toHaveAttribute('dir', 'rtl');
  ring(lcm, 'r-1', KEY);
  await expect(app.getByRole('heading', { level: 1 })).toContainText('r-1');

  await app.keyboard.type('pro card');
  await expect(app.getByRole('option').first()).toHaveText('Promise to pay›In full›By card');
  await app.keyboard.press('Enter');
  await app.keyboard.press('Alt+c');
  const when = app.getByRole('textbox', { name: words.callback.when });
  await expect(when).toBeFocused();
  await app.keyboard.insertText('غدًا من ١٠ إلى ١١:٣٠');
  await app.keyboard.press('Enter');
  await app.getByRole('radio', { name: 'Mobile' }).focus();
  await app.keyboard.press('Space');
  await app.getByLabel(words.figures.targetAmount).focus();
  await app.keyboard.insertText('١٢٫٥');
  await app.getByLabel(words.comment.label).focus();
  await app.keyboard.insertText('وعد بالسداد غدًا');
  await picture(app, '14-ar-form');
  await app.keyboard.press('Control+Enter');
  await expect(app.locator('.saved')).toContainText(words.submit.saved);
  await expectApplied(lcm, 'SetBusinessOutcomeWithCallback', {
    callid: 'r-1',
    AccountNumber: KEY,
    OutcomeId: 4,
    BusinessOutcome: 302,
    StartDate: tomorrow(),
    EndDate: tomorrow(),
    StartTime: '10:00',
    EndTime: '11:30',
    CallbackModeID: 3,
    UserID: AGENT,
    AgentComments: 'وعد بالسداد غدًا',
    LeadScore: 80,
    TargetAmount: 12.5,
  });
});

for (const [colorScheme, width, height] of [
  ['light', 1_180, 780],
  ['dark', 1_180, 780],
  ['light', 360, 740],
] as const) {
  test(`axe finds nothing serious in Arabic, ${colorScheme}, ${width} wide`, async ({ app, lcm }) => {
    await app.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const shot = (name: string) => picture(app, `14-ar-${name}-${colorScheme}-${width}`);
    for (const call of ['r-2', 'r-3']) ring(lcm, call, KEY);
    await expect(app.locator('.call')).toHaveCount(2);
    await app.setViewportSize({ width, height });
    await app.getByRole('tree').press('ArrowDown');
    await shot('tree');
    await app.getByRole('switch', { name: words.callback.label }).click();
    await app.getByRole('button', { name: 'غدًا' }).first().click();
    await expectAccessible(app);
    await app.getByRole('switch', { name: words.callback.label }).scrollIntoViewIfNeeded();
    await shot('callback');
    await expect(app.locator('#callback-result')).toContainText('10:00');
    await app.getByRole('button', { name: words.callback.calendar }).click();
    await expect(app.locator('.popover .day[data-selected]')).toBeFocused();
    await expectAccessible(app);
    await shot('calendar');
    await app.keyboard.press('Escape');
    await app.getByRole('button', { name: words.submit.label, exact: false }).last().click();
    await expect(app.locator('.saved')).toContainText(words.submit.saved);
    await shot('saved');
    const tabs = app.getByRole('navigation', { name: words.nav.label }).getByRole('button');
    for (const [index, view] of [
      [1, 'outbox'],
      [2, 'history'],
    ] as const) {
      await tabs.nth(index).click();
      await expect(app.getByRole('heading', { level: 1, name: words.nav[view] })).toBeVisible();
      await expectAccessible(app);
      await shot(view);
    }
    // The ids stand among Arabic words in what an entry unfolds.
    await app.getByRole('table').getByRole('button').first().click();
    const ids = app.locator('.details .ids');
    await expect(ids).toContainText(KEY);
    expect(await asSeen(ids, KEY)).toBe(KEY);
    await expectAccessible(app);
    await shot('entry');
    await app.getByRole('button', { name: words.preferences.title }).click();
    await expect(app.getByRole('dialog')).toBeVisible();
    await expectAccessible(app);
    await shot('preferences');
    await app.keyboard.press('Escape');
    await app.keyboard.press('F1');
    await expect(app.getByRole('dialog', { name: words.shortcuts.title })).toBeVisible();
    await expectAccessible(app);
    await shot('shortcuts');
    await app.goto(new URL('/quick.html', app.url()).href);
    await expect(app.getByRole('combobox', { name: words.outcomes.search })).toBeVisible();
    await shot('quick');
  });
}
