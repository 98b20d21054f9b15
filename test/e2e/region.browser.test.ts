import type { Page } from '@playwright/test';
import type { PreferenceChange } from '#shared/contract/preferences.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { picture } from './screen.ts';
import ar from '../../src/renderer/i18n/locales/ar.json' with { type: 'json' };
import de from '../../src/renderer/i18n/locales/de.json' with { type: 'json' };
import en from '../../src/renderer/i18n/locales/en.json' with { type: 'json' };
import later from '../../src/renderer/i18n/locales/en-later.json' with { type: 'json' };
import hi from '../../src/renderer/i18n/locales/hi.json' with { type: 'json' };

const KEY = '5|3|1|0|0|44|1';
const FILES = { ar, de, en: { ...en, callback: { ...en.callback, ...later.callback } }, hi };

/** Presses the keys of a keyboard that writes digits of another script. */
async function press(app: Page, digits: string): Promise<void> {
  const keyboard = await app.context().newCDPSession(app);
  for (const text of digits) {
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key: text, text });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text });
  }
  await keyboard.detach();
}

interface Row {
  readonly language: keyof typeof FILES;
  readonly locale: string;
  readonly tomorrow: string;
  /** "3/4 14:05" read as a date and a time. */
  readonly read: RegExp;
  readonly week: string;
  /** Half past eight in the morning, as its keyboard types it. */
  readonly typed: string;
  readonly then: RegExp;
}

const ROWS: readonly Row[] = [
  {
    language: 'en',
    locale: 'en-US',
    tomorrow: 'Tomorrow 10:00 AM',
    read: /Mar 4\b.* 2:05 PM/,
    week: 'Sun',
    typed: 'tomorrow 8:30am',
    then: /8:30 AM/,
  },
  {
    language: 'en',
    locale: 'en-DE',
    tomorrow: 'Tomorrow 10:00',
    read: /\b3 Apr.* 14:05/,
    week: 'Mon',
    typed: 'tomorrow 0830',
    then: /\b8:30 /,
  },
  {
    language: 'de',
    locale: 'en-CA',
    tomorrow: 'Morgen 10:00 AM',
    read: /\b4\. März.* 2:05 PM/,
    week: 'So',
    typed: 'morgen 0830',
    then: /8:30 AM/,
  },
  {
    language: 'ar',
    locale: 'ar-EG',
    tomorrow: 'غدًا 10:00 ص',
    read: /\b3 أبريل.* 2:05 م/,
    week: 'س',
    typed: 'غدا ٠٨٣٠',
    then: /8:30 ص/,
  },
  {
    language: 'hi',
    locale: 'hi-IN',
    tomorrow: 'कल 10:00 am',
    read: /\b3 अप्रैल.* 2:05 pm/,
    week: 'र',
    typed: 'कल ०८३०',
    then: /8:30 am/,
  },
];

for (const { language, locale, ...row } of ROWS) {
  test.describe(`with words in ${language} and the region of ${locale}`, () => {
    test.use({
      locale,
      preferences: { language } satisfies PreferenceChange,
      settings: { form: { callbackMaxDays: 365 } },
    });

    test('times, dates and weeks follow the region, in every place alike', async ({ app, lcm }) => {
      const { callback: words } = FILES[language];
      ring(lcm, 'z-1', KEY);
      await expect(app.getByRole('heading', { level: 1 })).toContainText('z-1');
      await app.keyboard.press('Alt+c');
      const when = app.getByRole('textbox', { name: words.when });
      const result = app.locator('#callback-result');
      await when.fill('3/4 14:05');
      await expect(result).toContainText(row.read);

      const picks = app.getByRole('group', { name: words.quickPicks }).getByRole('button');
      // Arabic isolates the time from the words around it.
      const shown = (await picks.allTextContents()).map((text) => text.replace(/\p{Cf}/gu, '').trim());
      expect(shown.map((text) => text.replace(/\s/gu, ' '))).toContain(row.tomorrow);
      // The last pick is a day and a time, written like the time that it sets.
      await picks.last().click();
      await expect(result).toContainText((await picks.last().textContent())!.trim());
      await when.fill('');
      await when.focus();
      await press(app, row.typed);
      await expect(result).toContainText(row.then);

      await when.fill('-');
      await app.getByRole('button', { name: words.calendar }).click();
      await expect(app.locator('.popover .weekday').first()).toHaveText(row.week);
      await picture(app, `16-region-${language}-${locale}-calendar`);
      // The day stands in the field as the region writes it, and is read as that day.
      const day = app.locator('.popover .day:not([data-disabled]):not([data-outside-view])').last();
      const date = (await day.getAttribute('data-value'))!;
      await day.click();
      await expect(when).toBeFocused();
      await app.keyboard.type('10');
      await expect(result).toContainText(new RegExp(`\\b${Number(date.slice(8))}\\b.*10:00`));
      await expectAccessible(app);
      await picture(app, `16-region-${language}-${locale}`);
    });
  });
}
