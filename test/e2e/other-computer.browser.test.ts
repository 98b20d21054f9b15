import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import type { PreferenceChange } from '#shared/contract/preferences.ts';
import { expect, expectAccessible, startHost, test } from './browser-test.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { AGENT, appliedFor, ring } from './lcm.ts';
import { overflows } from './overflows.ts';
import { chooseOutcome, picture, seeCall, submit } from './screen.ts';

const LOOKS: readonly {
  look: string;
  width: number;
  preferences: PreferenceChange;
  answer: number;
  applied: number;
}[] = [
  { look: 'wide', width: 1_180, preferences: {}, answer: 1, applied: 1 },
  {
    look: 'ar-dark-narrow',
    width: 360,
    preferences: { language: 'ar', theme: 'dark' },
    answer: 2,
    applied: 0,
  },
];

for (const { look, width, preferences, answer, applied } of LOOKS) {
  test(`what was saved on another computer is asked about, by keyboard: ${look}`, async ({
    browser,
    lcm,
  }) => {
    const folder = makeDataFolder(lcm);
    try {
      const there = await startHost(folder);
      const first = await browser.newPage();
      await first.goto(there.address);
      ring(lcm, 'm-1');
      await seeCall(first, 'm-1');
      await first.getByLabel('Comment').fill('saved there');
      await chooseOutcome(first, 'pro card', 'Promise to pay›In full›By card');
      await lcm.stop();
      await submit(first, 'm-1');
      await first.close();
      await there.end();

      // Now the folder is that of another computer.
      const database = loadSqlite().open(join(folder, 'afterword.db'));
      database.exec("UPDATE submissions SET machine = 'there'");
      database.close();
      writeFileSync(join(folder, 'preferences.json'), JSON.stringify({ agents: [[AGENT, preferences]] }));
      await lcm.start();
      const here = await startHost(folder);
      const page = await browser.newPage({ viewport: { width, height: 780 } });
      await page.goto(here.address);
      await expect(page.locator('[data-status=connected]')).toBeVisible();
      const decide = page.locator('.news .button:not(.dismiss)');
      await expect(decide).toBeVisible();
      expect(appliedFor(lcm, 'm-1')).toEqual([]);
      await expectAccessible(page);
      await picture(page, `other-computer-${look}`);

      await decide.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      const choices = dialog.locator('.actions .button');
      await expect(choices.first()).toBeFocused();
      await expectAccessible(page);
      await expect.poll(() => overflows(page)).toEqual([]);
      await picture(page, `other-computer-question-${look}`);
      for (let tab = 0; tab < answer; tab += 1) await page.keyboard.press('Tab');
      await expect(choices.nth(answer)).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(dialog).toBeHidden();
      await expect(decide).toBeHidden();
      if (applied > 0) await lcm.now.ledger.waitFor((each) => each.applied, 20_000);
      // The focus is not lost with the bar.
      await expect(page.locator('body')).not.toBeFocused();
      await page.close();
      await here.end();
      expect(appliedFor(lcm, 'm-1')).toHaveLength(applied);
    } finally {
      removeDataFolder(folder);
    }
  });
}
