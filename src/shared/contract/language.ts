/** The languages of the screen, as BCP 47 tags; each has a locale file of that name. */
export const LANGUAGES = ['en', 'es', 'de', 'hi', 'ar'] as const;

/**
 * English with longer words and accents, made from the English file: whoever lays out a screen sees with it what is
 * not translated and what does not fit. It is not offered in the preferences. The tag is the one reserved for this.
 */
export const PSEUDO_LANGUAGE = 'en-XA';

export type Language = (typeof LANGUAGES)[number] | typeof PSEUDO_LANGUAGE;

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar']);

/** Which way a language is read. */
export const directionOf = (language: Language): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';

/**
 * Text from elsewhere that is to stand among words of a language: it keeps its own direction and order among words that
 * run from right to left (UAX #9, FSI).
 */
export const isolated = (text: string, language: Language): string =>
  directionOf(language) === 'ltr' || text === '' ? text : `\u2068${text}\u2069`;

/** The first language of ours among those that somebody reads, by its primary subtag; English where there is none. */
export function chooseLanguage(readable: readonly string[]): Language {
  for (const tag of readable) {
    const primary = tag.split('-')[0]?.toLowerCase();
    const known = LANGUAGES.find((language) => language === primary);
    if (known !== undefined) return known;
  }
  return 'en';
}
