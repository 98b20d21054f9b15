import { describe, expect, it } from 'vitest';
import { SET_CALLS } from '#shared/lcm/names.ts';
import { REASON_PARAMS } from '#shared/reasons/reason-codes.ts';
import { ERROR_CODES } from '#shared/contract/index.ts';
import { PROBLEM_PARAMS } from '#shared/draft/problems.ts';
import { SUBMISSION_KINDS } from '#shared/wrapup/submission-kind.ts';
import { SUBMISSION_STATES } from '#shared/wrapup/submission.ts';
import { LANGUAGES } from '#shared/contract/language.ts';
import { i18n } from '../../../../src/renderer/i18n/i18n.ts';
import '../../../../src/renderer/i18n/later-words.ts';
import { pseudoLocale } from '../../../../src/renderer/i18n/pseudo-locale.ts';

const sources = Object.values(
  import.meta.glob<string>('../../../../src/renderer/**/*.{ts,vue}', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

/** The words of the pages, those shared with what the desktop shows outside them included. */
const en = i18n.global.getLocaleMessage('en');

/** Families whose last part is made elsewhere; each has a test of its own below, or fallback words. */
const FROM_CODES = ['problem', 'error', 'notice', 'reason', 'call', 'kind', 'state'];

function leaves(words: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [...leaves(value, `${prefix}${name}.`)]
        : [[`${prefix}${name}`, String(value)] as const],
    ),
  );
}

const words = leaves(en);
const wordsOf = (key: string): string => words.get(key) ?? `no words for ${key}`;
const gapsOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

const languageOf = (file: string): string => /(\w+)\.json$/.exec(file)?.[1] ?? file;
const pageFiles = Object.entries(
  import.meta.glob<object>(['../../../../src/renderer/i18n/locales/*.json', '!**/en-later.json'], {
    import: 'default',
    eager: true,
  }),
);
const sharedFiles = Object.entries(
  import.meta.glob<object>(['../../../../src/shared/reasons/locales/*.json', '!**/en-later.json'], {
    import: 'default',
    eager: true,
  }),
);

/** The words of every language but English. */
const others = pageFiles
  .map(([file, content]) => {
    const shared = sharedFiles.find(([other]) => languageOf(other) === languageOf(file))?.[1] ?? {};
    return [languageOf(file), new Map([...leaves(content), ...leaves(shared)])] as const;
  })
  .filter(([language]) => language !== 'en');
const formsOf = (text: string): string[] => text.split(' | ');

describe('each language', () => {
  it('has a file, and each file a language', () => {
    for (const files of [pageFiles, sharedFiles])
      expect(files.map(([file]) => languageOf(file)).sort()).toEqual([...LANGUAGES].sort());
  });

  it.for(others)('has the words that English has, and no others: %s', ([, own]) => {
    expect([...own.keys()].sort()).toEqual([...words.keys()].sort());
  });

  it.for(others)('has the same gaps in its words: %s', ([, own]) => {
    for (const [key, text] of own) {
      const wanted = new Set(gapsOf(wordsOf(key)));
      for (const gap of gapsOf(text)) expect(wanted, `${key}: {${gap}}`).toContain(gap);
      const [last = ''] = formsOf(text).toReversed();
      const [lastWanted = ''] = formsOf(wordsOf(key)).toReversed();
      expect([...new Set(gapsOf(last))].sort(), key).toEqual([...new Set(gapsOf(lastWanted))].sort());
    }
  });

  it.for(others)('has the forms of number that its grammar asks for: %s', ([language, own]) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.length;
    for (const [key, text] of own) {
      const english = formsOf(wordsOf(key)).length;
      const wanted = english === 1 ? [1] : [english, ...(language === 'ar' ? [categories] : [])];
      expect(wanted, key).toContain(formsOf(text).length);
    }
  });
});

describe('the pseudo-locale', () => {
  it('has longer words with accents, and the same gaps, forms and keys', () => {
    const pseudo = leaves(pseudoLocale(en));
    expect([...pseudo.keys()]).toEqual([...words.keys()]);
    for (const [key, text] of pseudo) {
      if (key.startsWith('keys.')) continue;
      expect(gapsOf(text), key).toEqual(gapsOf(wordsOf(key)));
      expect(formsOf(text).length, key).toBe(formsOf(wordsOf(key)).length);
      const gone = (words: string): number => words.replace(/\{\w+\}/g, '').length;
      if (gone(wordsOf(key)) > 2) expect(gone(text), key).toBeGreaterThan(gone(wordsOf(key)) * 1.2);
    }
  });
});

describe('the words on the screen', () => {
  it('are all there', () => {
    const used = sources.flatMap((source) =>
      [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !words.has(key))).toEqual([]);
  });

  it('are all used', () => {
    const all = sources.join('\n');
    const isUsed = (key: string): boolean =>
      FROM_CODES.includes(key.split('.')[0] ?? '') ||
      all.includes(`'${key}'`) ||
      // By a code of that group, such as t(`connect.role.${role}`).
      all.includes(`\`${key.slice(0, key.lastIndexOf('.'))}.\${`);
    const unused = [...words.keys()].filter((key) => !isUsed(key));
    expect(unused).toEqual([]);
  });

  it('can be read by vue-i18n', () => {
    for (const key of words.keys()) {
      const gaps = Object.fromEntries(gapsOf(wordsOf(key)).map((gap) => [gap, '~']));
      expect(i18n.global.t(key, gaps), key).not.toMatch(/[{}]/);
    }
  });

  it.each(Object.entries(PROBLEM_PARAMS))('word the problem %s with its own gaps', (code, params) => {
    const text = words.get(`problem.${code}`);
    expect(text, `problem.${code}`).toBeDefined();
    for (const gap of gapsOf(text ?? '')) expect(params as readonly string[]).toContain(gap);
  });

  it('word no unknown problem', () => {
    expect(Object.keys(en.problem).sort()).toEqual(Object.keys(PROBLEM_PARAMS).sort());
  });

  it('word each error of the contract, each state, each kind and each LCM call, and no other', () => {
    expect(Object.keys(en.error).sort()).toEqual([...ERROR_CODES].sort());
    expect(Object.keys(en.state).sort()).toEqual([...SUBMISSION_STATES, 'because'].sort());
    expect(Object.keys(en.call).sort()).toEqual([...SET_CALLS].sort());
    expect(Object.keys(en.kind).sort()).toEqual([...SUBMISSION_KINDS].sort());
  });

  it('word every reason with its own gaps, and no other reason', () => {
    expect(Object.keys(en.reason).sort()).toEqual(Object.keys(REASON_PARAMS).sort());
    for (const [code, params] of Object.entries(REASON_PARAMS))
      expect([...new Set(gapsOf(wordsOf(`reason.${code}`)))].sort(), code).toEqual([...params].sort());
  });

  it('word each notice that the core gives, and no other; each reason is one that it gives', () => {
    const core = Object.values(
      import.meta.glob<string>(
        [
          '../../../../src/main/**/*.ts',
          '../../../../src/shared/**/*.ts',
          '!../../../src/shared/{contract,reasons}/**',
        ],
        {
          query: '?raw',
          import: 'default',
          eager: true,
        },
      ),
    ).join('\n');
    const codes = (pattern: RegExp): string[] => [...core.matchAll(pattern)].map((match) => match[1] ?? '');
    const notices = [
      ...codes(/\bnot(?:ices\.add|ify)\(\s*'\w+',\s*'(\w+)'/g),
      ...codes(/code: '(\w+)', params/g),
    ];
    expect(notices.length).toBeGreaterThan(4);
    expect(notices.filter((code) => !(code in en.notice))).toEqual([]);
    const stale = [...Object.keys(en.notice), ...Object.keys(en.reason)];
    expect(stale.filter((code) => !core.includes(`'${code}'`))).toEqual([]);
  });

  it('are only in the locale file', () => {
    const templates = Object.entries(
      import.meta.glob<string>('../../../../src/renderer/**/*.vue', {
        query: '?raw',
        import: 'default',
        eager: true,
      }),
    );
    for (const [file, source] of templates) {
      const template = /<template>([\s\S]*)<\/template>/.exec(source)?.[1] ?? '';
      const text = template.replace(/\{\{[\s\S]*?\}\}/g, '').replace(/<(?:[^<>"]|"[^"]*")*>/g, '');
      expect(text.match(/[A-Za-z]{2,}/g), file).toBeNull();
      expect(template.match(/\s(?:aria-label|title|placeholder|alt)="[^"]+"/g), file).toBeNull();
    }
  });
});
