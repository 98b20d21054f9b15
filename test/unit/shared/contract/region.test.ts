import { CalendarDate, getDayOfWeek } from '@internationalized/date';
import { expect, it } from 'vitest';
import type { Language } from '#shared/contract/language.ts';
import { formatTags, regionIn } from '#shared/contract/region.ts';

/** Friday, 27 November 2026, 14:05 UTC. */
const AT = Date.UTC(2026, 10, 27, 14, 5);

/** The same moment and number as an agent sees them; blanks of all kinds as one. */
function seen(language: Language, region: string | null, clock?: 'h12' | 'h23') {
  const { words, figures } = formatTags(language, region, clock);
  const options = { timeZone: 'UTC' } as const;
  const time = { ...options, weekday: 'short', hour: 'numeric', minute: '2-digit' } as const;
  const plain = (text: string): string => text.replace(/\s/gu, ' ').replace(/\p{Cf}/gu, '');
  return {
    time: plain(new Intl.DateTimeFormat(words, time).format(AT)),
    date: plain(new Intl.DateTimeFormat(figures, options).format(AT)),
    number: plain(new Intl.NumberFormat(figures).format(1234.5)),
    // The position of Monday in the week.
    monday: getDayOfWeek(new CalendarDate(2026, 11, 23), words),
  };
}

it.each<[Language, string | null, string, string, string, number]>([
  ['en', 'und-US', 'Fri 2:05 PM', '11/27/2026', '1,234.5', 1],
  ['en', 'und-DE', 'Fri, 14:05', '27/11/2026', '1.234,5', 0],
  ['en', 'und-GB', 'Fri, 14:05', '27/11/2026', '1,234.5', 0],
  ['en', 'und-IN', 'Fri, 2:05 pm', '27/11/2026', '1,234.5', 1],
  // CLDR has no English for Egypt, Brazil and Turkey, and no German, Hindi or Arabic for these regions.
  ['en', 'und-EG', 'Fri 2:05 PM', '27/11/2026', '1,234.5', 2],
  ['en', 'und-BR', 'Fri 14:05', '27/11/2026', '1.234,5', 1],
  ['en', 'und-TR', 'Fri 14:05', '27.11.2026', '1.234,5', 0],
  ['de', 'und-DE', 'Fr., 14:05', '27.11.2026', '1.234,5', 0],
  ['de', 'und-US', 'Fr., 2:05 PM', '11/27/2026', '1,234.5', 1],
  ['de', 'und-GB', 'Fr., 14:05', '27/11/2026', '1,234.5', 0],
  ['hi', 'und-CA', 'शुक्र 2:05 pm', '2026-11-27', '1,234.5', 1],
  ['es', 'und-MX', 'vie, 2:05 p.m.', '27/11/2026', '1,234.5', 1],
  ['hi', 'und-DE', 'शुक्र 14:05', '27.11.2026', '1.234,5', 0],
  ['ar', 'und-DE', 'الجمعة، 14:05', '27.11.2026', '1.234,5', 0],
  ['ar', 'und-SA', 'الجمعة، 2:05 م', '27/11/2026', '1,234.5', 1],
  // Without a region, the language decides.
  ['en', null, 'Fri 2:05 PM', '11/27/2026', '1,234.5', 1],
  ['de', null, 'Fr., 14:05', '27.11.2026', '1.234,5', 0],
])('words in %s in the region %s: %s, %s, %s', (language, region, time, date, number, monday) => {
  expect(seen(language, region)).toMatchObject({ date, number, monday });
  // Releases of CLDR differ in the comma after the weekday.
  expect(seen(language, region).time.replace(/[,،]/u, '')).toBe(time.replace(/[,،]/u, ''));
});

it('takes the clock that the system or the agent chose over the region’s, and the agent’s over both', () => {
  expect(seen('en', 'und-US-u-hc-h23').time).toContain('14:05');
  expect(seen('en', 'und-DE-u-hc-h12').time).toMatch(/2:05 pm/i);
  expect(seen('en', 'und-US', 'h23').time).toContain('14:05');
  expect(seen('de', 'und-US-u-hc-h23', 'h12').time).toContain('2:05 PM');
  expect(seen('ar', null, 'h23').time).toContain('14:05');
});

it('finds the region in a list of languages: the one of the screen’s language, else the first', () => {
  expect(regionIn(['de-AT', 'en-GB', 'en'], 'en')).toBe('en-GB');
  expect(regionIn(['en', 'de-DE'], 'en')).toBe('de-DE');
  expect(regionIn(['en-US-u-hc-h23', 'de'], 'de')).toBe('en-US-u-hc-h23');
  expect(regionIn(['en', 'de'], 'de')).toBeNull();
  expect(regionIn(['en-US', 'en'], 'de')).toBeNull();
  expect(regionIn(['en-US', 'fr-CA'], 'de')).toBe('fr-CA');
  expect(regionIn(['', '*', 'x'], 'de')).toBeNull();
  expect(regionIn(['pt-BR'], 'en-XA')).toBe('pt-BR');
});
