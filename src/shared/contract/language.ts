/** The languages of the screen, as BCP 47 tags. Each has a locale file of that name. */
export const LANGUAGES = ['en', 'es', 'de', 'hi', 'ar'] as const;

/**
 * English with longer words and accents, made from the English file. It shows developers which words are not translated
 * or do not fit. The preferences do not offer it. The tag is the one reserved for this purpose.
 */
export const PSEUDO_LANGUAGE = 'en-XA';

export type Language = (typeof LANGUAGES)[number] | typeof PSEUDO_LANGUAGE;

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar']);

export const directionOf = (language: Language): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';

/**
 * Isolates text from outside among right-to-left words, so that it keeps its own direction and order (UAX #9, FSI).
 */
export const isolated = (text: string, language: Language): string =>
  directionOf(language) === 'ltr' || text === '' ? text : `\u2068${text}\u2069`;

/** The first language that the app has among those that a person reads, by primary subtag; otherwise English. */
export function chooseLanguage(readable: readonly string[]): Language {
  for (const tag of readable) {
    const primary = tag.split('-')[0]?.toLowerCase();
    const known = LANGUAGES.find((language) => language === primary);
    if (known !== undefined) return known;
  }
  return 'en';
}
