import { createI18n, useI18n } from 'vue-i18n';
import { directionOf, isolated, PSEUDO_LANGUAGE, type Language } from '#shared/contract/language.ts';
import reasons from '#shared/reasons/locales/en.json';
import words from './locales/en.json';
import type laterReasons from '#shared/reasons/locales/en-later.json';
import type later from './locales/en-later.json';

/** The words of the pages, and the words for reasons that the desktop also shows elsewhere. */
const en = { ...words, ...reasons };

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A key of the locale files, checked by the compiler. */
export type WordKey = Leaves<typeof en> | Leaves<typeof later> | Leaves<typeof laterReasons>;
/** Groups of words whose key ends with a code from the core or the shared rules. */
export type WordFamily = 'problem' | 'error' | 'notice' | 'reason' | 'state';
export type Gaps = Record<string, string | number>;

/** The Arabic plural forms in the order of its locale file. Source: CLDR, plural rules, `ar`. */
const ARABIC_FORMS: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** vue-i18n interprets messages from a syntax tree and never compiles them to code, which the CSP would forbid. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
  pluralRules: {
    ar: (count: number, forms: number) =>
      Math.min(ARABIC_FORMS.indexOf(new Intl.PluralRules('ar').select(count)), forms - 1),
  },
});

/** English is always loaded, the other languages on demand. */
const files = import.meta.glob<object>(
  [
    './locales/*.json',
    '../../shared/reasons/locales/*.json',
    '!./locales/en*.json',
    '!../../shared/reasons/locales/en*.json',
  ],
  { import: 'default' },
);

async function load(language: Language): Promise<typeof en> {
  if (language === PSEUDO_LANGUAGE) {
    const { pseudoLocale } = await import('./pseudo-locale.ts');
    const later = [import('./locales/en-later.json'), import('#shared/reasons/locales/en-later.json')];
    for (const { default: more } of await Promise.all(later)) i18n.global.mergeLocaleMessage('en', more);
    return pseudoLocale(i18n.global.getLocaleMessage('en')) as typeof en;
  }
  const [own, shared] = await Promise.all([
    files[`./locales/${language}.json`]?.(),
    files[`../../shared/reasons/locales/${language}.json`]?.(),
  ]);
  return { ...own, ...shared } as typeof en;
}

let asked: Language = 'en';

/**
 * Switches the whole window to a language without a reload. If its words cannot be loaded, the language stays; if
 * another language is asked for meanwhile, that one wins.
 */
export async function setLanguage(language: Language): Promise<void> {
  asked = language;
  const { global } = i18n;
  if (!(global.availableLocales as string[]).includes(language)) {
    const words = await load(language).catch(() => undefined);
    if (words === undefined) return;
    global.setLocaleMessage(language as 'en', words);
  }
  if (asked !== language) return;
  global.locale.value = language as 'en';
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

export interface Words {
  /** The words of a key with their gaps filled; `count` picks the plural form. */
  t: (key: WordKey, gaps?: Gaps, count?: number) => string;
  /** The words of a code from elsewhere, or `fallback` if the locale has none. */
  ofCode: (family: WordFamily, code: string, gaps: Gaps, fallback: string) => string;
}

function withIsolated(gaps: Gaps, language: Language): Gaps {
  return Object.fromEntries(
    Object.entries(gaps).map(([name, value]) => [
      name,
      typeof value === 'string' ? isolated(value, language) : value,
    ]),
  );
}

/** The screen's words in the agent's language. Call in a component's setup. */
export function useWords(): Words {
  const composer = useI18n();
  const translate = (key: string, gaps: Gaps, count?: number): string => {
    const filled = withIsolated(gaps, composer.locale.value as Language);
    return count === undefined ? composer.t(key, filled) : composer.t(key, filled, count);
  };
  return {
    t: (key, gaps = {}, count) => translate(key, gaps, count),
    ofCode: (family, code, gaps, fallback) => {
      const key = `${family}.${code}`;
      return composer.te(key, 'en') ? translate(key, gaps) : fallback;
    },
  };
}
