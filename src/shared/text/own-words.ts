/** The administrator's words: for all languages, or by language, such as `{ "en": "After lunch", "es": "Después" }`. */
export type OwnWords = string | Record<string, string>;

/** The words in a language, such as `en-GB`, else in its language alone; null if there are none. */
export function wordsIn(words: OwnWords, language: string): string | null {
  if (typeof words === 'string') return words;
  return words[language] ?? words[language.split('-')[0] ?? ''] ?? null;
}

/** The words in every language that has some. */
export function wordings(words: OwnWords): readonly string[] {
  return typeof words === 'string' ? [words] : Object.values(words);
}
