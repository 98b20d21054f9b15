import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonWords } from '#main/words/reason-words.ts';
import { LANGUAGES } from '#shared/contract/language.ts';
import { REASON_PARAMS, reason } from '#shared/reasons/reason-codes.ts';
import { sameReason } from '#shared/reasons/reason.ts';

const folder = new URL('../../../../src/shared/reasons/locales/', import.meta.url);

function wordsOf(name: string): Record<string, string> {
  const file = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as {
    reason: Record<string, string>;
  };
  return file.reason;
}

describe('the words of reasons', () => {
  it('exist for every language of the screen', () => {
    const names = [...LANGUAGES.map((language) => `${language}.json`), 'en-later.json'];
    expect(readdirSync(folder).sort()).toEqual(names.sort());
  });

  it.for(LANGUAGES)('exist for every code, with exactly its gaps: %s', (language) => {
    // English is in two files: the windows load the second one later.
    const words = { ...wordsOf(language), ...(language === 'en' ? wordsOf('en-later') : {}) };
    expect(Object.keys(words).sort()).toEqual(Object.keys(REASON_PARAMS).sort());
    for (const [code, params] of Object.entries(REASON_PARAMS)) {
      const gaps = [...(words[code] ?? '').matchAll(/\{(\w+)\}/g)].map(([, gap]) => gap);
      expect(gaps.sort(), code).toEqual([...params].sort());
      const filled = { code, params: Object.fromEntries(params.map((name) => [name, `<${name}>`])) };
      const shown = reasonWords(filled, language);
      expect(shown, code).not.toMatch(/[{}]/);
      for (const name of params) expect(shown, code).toContain(`<${name}>`);
    }
  });

  it.for(LANGUAGES.filter((language) => language !== 'en'))('are not those of English: %s', (language) => {
    for (const [code, params] of Object.entries(REASON_PARAMS)) {
      const filled = { code, params: Object.fromEntries(params.map((name) => [name, ''])) };
      const english = reasonWords(filled, 'en');
      // An address stands alone, without words.
      if (code !== 'checkAddress') expect(reasonWords(filled, language), code).not.toBe(english);
    }
  });

  it('write numbers as the language does', () => {
    const late = reason('noAnswerWithin', { seconds: 0.2, transport: 'polling' });
    expect(reasonWords(late, 'en')).toBe('LCM did not answer within 0.2 s (polling).');
    expect(reasonWords(late, 'de')).toBe('LCM hat nicht innerhalb von 0,2 s geantwortet (polling).');
  });

  it('keep outside text in its own writing direction', () => {
    const denied = reason('denied', { said: 'no shift today' });
    expect(reasonWords(denied, 'ar')).toBe('رفض LCM الاتصال: \u2068no shift today\u2069');
    expect(reasonWords(denied, 'es')).toBe('LCM rechazó la conexión: no shift today');
  });
});

it('reasons are equal if their words are', () => {
  expect(sameReason(null, null)).toBe(true);
  expect(sameReason(reason('linkCut'), null)).toBe(false);
  expect(sameReason(reason('linkCut'), reason('linkCut'))).toBe(true);
  expect(sameReason(reason('denied', { said: 'a' }), reason('denied', { said: 'b' }))).toBe(false);
});
