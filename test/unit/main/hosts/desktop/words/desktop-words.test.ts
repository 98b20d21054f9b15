import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillPhrase } from '#main/words/phrase.ts';
import { desktopWords } from '#main/hosts/desktop/words/words.ts';
import type { AppNotification } from '#main/notifications/notification.ts';
import { LANGUAGES } from '#shared/contract/language.ts';
import { formatTags } from '#shared/contract/region.ts';

const folder = new URL('../../../../../../src/main/hosts/desktop/words/locales/', import.meta.url);
const languages = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

function leaves(words: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [...leaves(value, `${prefix}${name}.`)]
        : [[`${prefix}${name}`, String(value)] as const],
    ),
  );
}

const read = (language: string): Map<string, string> =>
  leaves(JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')) as object);
const english = read('en');
const gapsOf = (text = ''): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();
const formsOf = (text = ''): string[] => text.split(' | ');

const notification = (change: Partial<AppNotification>): AppNotification => ({
  kind: 'callWaits',
  count: 1,
  callId: null,
  endedAt: null,
  secondsLeft: null,
  replaces: false,
  ...change,
});

describe('the words outside the pages', () => {
  it('exist for every language of the screen', () => {
    expect(languages).toEqual(expect.arrayContaining([...LANGUAGES]));
  });

  it.for(languages)('have the keys, gaps and forms that English has: %s', (language) => {
    const own = read(language);
    expect([...own.keys()]).toEqual([...english.keys()]);
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, text] of own) {
      expect(text.trim(), key).not.toBe('');
      expect(gapsOf(formsOf(text).at(-1)), key).toEqual(gapsOf(formsOf(english.get(key)).at(-1)));
      const count = formsOf(english.get(key)).length;
      expect(count === 1 ? [1] : [count, pluralCategories.length], key).toContain(formsOf(text).length);
    }
  });

  it.for(LANGUAGES.filter((language) => language !== 'en'))('are not those of English: %s', (language) => {
    expect(desktopWords(language).text.menu).not.toEqual(desktopWords('en').text.menu);
  });

  it('are English for languages derived from it', () => {
    expect(desktopWords('en-XA').text).toBe(desktopWords('en').text);
  });

  it.each([
    ['de', { count: 3 }, '3 Anrufe warten auf Nachbearbeitung'],
    ['de', { kind: 'held' }, 'Eine Nachbearbeitung braucht Ihre Entscheidung'],
    ['es', { kind: 'refused', count: 1_500_000 }, 'LCM rechazó 1.500.000 cierres'],
    ['es', { kind: 'refused' }, 'LCM rechazó un cierre'],
  ] as const)('count as %s does: %j', (language, change, title) => {
    expect(desktopWords(language).notification(notification(change)).title).toBe(title);
  });

  it('write the time of day as the region does', () => {
    const endedAt = new Date(2026, 10, 19, 16, 5).getTime();
    const body = (language: 'en' | 'de' | 'es', locale: string): string =>
      desktopWords(language, locale).notification(notification({ endedAt })).body;
    expect(body('en', 'en-US')).toMatch(/^It ended on Nov 19, 04:05\sPM\.$/);
    expect(body('de', 'de-DE')).toBe('Er endete am 19. Nov., 16:05.');
    expect(body('es', 'es-ES')).toBe('Terminó el 19 nov, 16:05.');
    expect(body('en', formatTags('en', 'und-DE').words)).toBe('It ended on 19 Nov, 16:05.');
    expect(body('de', formatTags('de', 'und-US').words)).toBe('Er endete am 19. Nov., 04:05 PM.');
  });
});

describe('a phrase', () => {
  it.each([
    [0, 'none'],
    [1, 'one'],
    [2, 'two'],
    [3, 'few'],
    [11, 'many'],
    [100, 'other'],
  ])('with a form for each category takes the one of %i', (n, expected) => {
    expect(fillPhrase('none | one | two | few | many | other', 'ar', {}, n)).toBe(expected);
  });

  it.each([
    ['en', 0, '0 calls'],
    ['en', 1, '1 call'],
    ['es', 1_000_000, '1.000.000 calls'],
    ['hi', 0, '0 call'],
    ['ar', 2, '2 calls'],
  ])('with two forms is for one and for more: %s %i', (language, n, expected) => {
    expect(fillPhrase('{n} call | {n} calls', language, {}, n)).toBe(
      language === 'ar' ? `${new Intl.NumberFormat('ar').format(n)} calls` : expected,
    );
  });

  it('fills its gaps, and keeps unknown gaps and filled-in text as they are', () => {
    expect(fillPhrase('{a} and {b}', 'en', { a: '{b}' })).toBe('{b} and {b}');
  });
});
