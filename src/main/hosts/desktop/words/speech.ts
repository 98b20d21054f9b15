import { app } from 'electron';
import { chooseLanguage } from '#shared/contract/language.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { desktopWords, type DesktopWords } from './words.ts';

/**
 * The words outside the pages, in the language that the agent prefers, else in the first of the system's languages
 * that we have. Returns the same object until the language changes. Call it each time, since the language changes
 * without a restart.
 *
 * @param preferred the language that the agent prefers. Call when the app is ready.
 */
export function desktopSpeech(preferred: () => Preferences['language']): () => DesktopWords {
  const readable = app.getPreferredSystemLanguages();
  let spoken: { tag: string; words: DesktopWords } | null = null;
  return () => {
    const wish = preferred();
    const language = wish === 'system' ? chooseLanguage(readable) : wish;
    // The region decides how times are written: en-GB or en-US.
    const [primary] = language.split('-');
    const tag = readable.find((each) => each.split('-')[0]?.toLowerCase() === primary) ?? language;
    if (spoken?.tag !== tag) spoken = { tag, words: desktopWords(language, tag) };
    return spoken.words;
  };
}
