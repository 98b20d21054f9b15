import { readWhen } from '#shared/callback/when/read-when.ts';
import type { Language } from '#shared/contract/language.ts';
import { lexiconOf } from '#test/unit/shared/callback/when/when-fixtures.ts';
import type en from '../../../../src/renderer/i18n/locales/en.json';

const locales = import.meta.glob<typeof en>('../../../../src/renderer/i18n/locales/*.json', {
  import: 'default',
  eager: true,
});

export function wordsOf(language: Language): typeof en {
  const found = locales[`../../../../src/renderer/i18n/locales/${language}.json`];
  if (found === undefined) throw new Error(`no words of ${language}`);
  return found;
}

/** Saturday 21 November 2026, 12:30:20 in Madrid (UTC+1). */
const SATURDAY = Date.parse('2026-11-21T11:30:20Z');

/** What a typed time is taken for in the words of a locale file, on {@link SATURDAY}. */
export const readIn = (language: Language, text: string): ReturnType<typeof readWhen> =>
  readWhen(text, {
    now: SATURDAY,
    zone: 'Europe/Madrid',
    lexicon: lexiconOf(wordsOf(language).when),
    monthFirst: false,
  });
