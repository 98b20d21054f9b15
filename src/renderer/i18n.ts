import { createI18n, useI18n } from 'vue-i18n';
import en from './locales/en.json';

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A key of the locale files, checked by the compiler. */
export type WordKey = Leaves<typeof en>;
/** Families of words whose last part comes from the core or the domain. */
export type WordFamily = 'problem' | 'error' | 'notice' | 'reason';
export type Gaps = Record<string, string | number>;

/** vue-i18n interprets its messages from a syntax tree; it never compiles them to code, which the CSP would forbid. */
export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en } });

export interface Words {
  /** The words under a key, their gaps filled; `count` picks the plural. */
  t: (key: WordKey, gaps?: Gaps, count?: number) => string;
  /** The words of a code that was made elsewhere, or `fallback` where the locale has none. */
  ofCode: (family: WordFamily, code: string, gaps: Gaps, fallback: string) => string;
}

/** The screen's words in the agent's language. Call in a component's setup. */
export function useWords(): Words {
  const composer = useI18n();
  const translate = (key: string, gaps: Gaps, count?: number): string =>
    count === undefined ? composer.t(key, gaps) : composer.t(key, gaps, count);
  return {
    t: (key, gaps = {}, count) => translate(key, gaps, count),
    ofCode: (family, code, gaps, fallback) => {
      const key = `${family}.${code}`;
      return composer.te(key) ? translate(key, gaps) : fallback;
    },
  };
}
