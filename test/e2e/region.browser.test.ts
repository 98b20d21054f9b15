import type { Locator, Page } from '@playwright/test';
import type { PreferenceChange } from '#shared/contract/preferences.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { picture } from './screen.ts';
import ar from '../../src/renderer/i18n/locales/ar.json' with { type: 'json' };
import de from '../../src/renderer/i18n/locales/de.json' with { type: 'json' };
import en from '../../src/renderer/i18n/locales/en.json' with { type: 'json' };
import hi from '../../src/renderer/i18n/locales/hi.json' with { type: 'json' };

const KEY = '5|3|1|0|0|44|1';
const FILES = { ar, de, en, hi };

/** What a screen reader says of each part: its name and its text, or what stands for an empty part. */
async function spoken(field: Locator): Promise<string[]> {
  return await field
    .getByRole('spinbutton')
    .evaluateAll((parts) =>
      parts.map((part) => `${part.getAttribute('aria-label')} ${part.getAttribute('aria-valuetext')}`),
    );
}

/** The names of all parts in the tree that Chromium gives to screen readers. */
async function named(app: Page): Promise<string[]> {
  const browser = await app.context().newCDPSession(app);
  const { nodes } = await browser.send('Accessibility.getFullAXTree');
  await browser.detach();
  const parts = nodes.filter(({ role, ignored }) => role?.value === 'spinbutton' && !ignored);
  return parts.map(({ name }) => String(name?.value));
}

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
  readonly date: readonly string[];
  readonly time: readonly string[];
  readonly empty: string;
  readonly tomorrow: string;
  /** "3/4" read as a date. */
  readonly read: RegExp;
  readonly week: string;
  /** Half past eight in the morning, as its keyboard types it. */
  readonly typed: string;
  readonly then: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    language: 'en',
    locale: 'en-US',
    date: ['month November', 'day 27', 'year 2026'],
    time: ['hour 2', 'minute 05', 'AM/PM PM'],
    empty: 'month empty',
    tomorrow: 'Tomorrow 10:00 AM',
    read: /Mar 4\b/,
    week: 'Sun',
    typed: '0830a',
    then: ['hour 8', 'minute 30', 'AM/PM AM'],
  },
  {
    language: 'en',
    locale: 'en-DE',
    date: ['day 27', 'month November', 'year 2026'],
    time: ['hour 14', 'minute 05'],
    empty: 'day empty',
    tomorrow: 'Tomorrow 10:00',
    read: /\b3 Apr/,
    week: 'Mon',
    typed: '0830',
    then: ['hour 08', 'minute 30'],
  },
  {
    language: 'de',
    locale: 'en-CA',
    date: ['Jahr 2026', 'Monat November', 'Tag 27'],
    time: ['Stunde 2', 'Minute 05', 'Tageshälfte PM'],
    empty: 'Jahr leer',
    tomorrow: 'Morgen 10:00 AM',
    read: /\b4\. März/,
    week: 'So',
    typed: '0830a',
    then: ['Stunde 8', 'Minute 30', 'Tageshälfte AM'],
  },
  {
    language: 'ar',
    locale: 'ar-EG',
    date: ['يوم 27', 'الشهر نوفمبر', 'السنة 2026'],
    time: ['الساعات 2', 'الدقائق 05', 'ص/م م'],
    empty: 'يوم فارغ',
    tomorrow: 'غدًا 10:00 ص',
    read: /\b3 أبريل/,
    week: 'س',
    typed: '٠٨٣٠ص',
    then: ['الساعات 8', 'الدقائق 30', 'ص/م ص'],
  },
  {
    language: 'hi',
    locale: 'hi-IN',
    date: ['दिन 27', 'माह नवंबर', 'वर्ष 2026'],
    time: ['घंटा 2', 'मिनट 05', 'पूर्वाह्न/अपराह्न pm'],
    empty: 'दिन ख़ाली',
    tomorrow: 'कल 10:00 am',
    read: /\b3 अप्रैल/,
    week: 'र',
    typed: '०८३०a',
    then: ['घंटा 8', 'मिनट 30', 'पूर्वाह्न/अपराह्न am'],
  },
];

for (const { language, locale, ...row } of ROWS) {
  test.describe(`with words in ${language} and the region of ${locale}`, () => {
    test.use({
      locale,
      preferences: { language } satisfies PreferenceChange,
      settings: { form: { callbackMaxDays: 365 } },
    });

    test('times, dates and weeks follow the region, and their parts speak the language', async ({
      app,
      lcm,
    }) => {
      const { callback: words } = FILES[language];
      ring(lcm, 'z-1', KEY);
      await expect(app.getByRole('heading', { level: 1 })).toContainText('z-1');
      await app.keyboard.press('Alt+c');
      const when = app.getByRole('textbox', { name: words.when });
      await when.fill('3/4 10:00');
      await expect(app.locator('#callback-reading')).toContainText(row.read);
      await when.fill('27.11.2026 14:05');
      await app.keyboard.press('Enter');

      const picks = app.getByRole('group', { name: words.quickPicks }).getByRole('button');
      // Arabic isolates the time from the words around it.
      const shown = (await picks.allTextContents()).map((text) => text.replace(/\p{Cf}/gu, '').trim());
      expect(shown.map((text) => text.replace(/\s/gu, ' '))).toContain(row.tomorrow);
      const date = app.getByRole('group', { name: words.startDate });
      const time = app.getByRole('group', { name: words.startTime });
      await expect.poll(() => spoken(date)).toEqual(row.date);
      await expect.poll(() => spoken(time)).toEqual(row.time);
      const names = [...row.date, ...row.time].map((part) => part.split(' ')[0]);
      expect(await named(app)).toEqual([...names, ...names]);

      await time.getByRole('spinbutton').first().focus();
      await press(app, row.typed);
      await expect.poll(() => spoken(time)).toEqual(row.then);

      await app.getByRole('button', { name: words.startDate }).click();
      await expect(app.locator('.popover .weekday').first()).toHaveText(row.week);
      await picture(app, `16-region-${language}-${locale}-calendar`);
      await app.keyboard.press('Escape');
      const first = date.getByRole('spinbutton').first();
      await first.focus();
      for (let digit = 0; digit < 4; digit += 1) await app.keyboard.press('Backspace');
      await expect.poll(async () => (await spoken(date))[0]).toBe(row.empty);
      await expect(first).not.toHaveAttribute('aria-valuenow');
      await expect(first).toHaveText(row.empty.split(' ')[0]!);
      await expectAccessible(app);
      await picture(app, `16-region-${language}-${locale}`);
    });
  });
}
