import { app } from 'electron';
import { chooseLanguage } from '#shared/contract/language.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { formatTags, regionIn } from '#shared/contract/region.ts';
import { desktopWords, type DesktopWords } from './words.ts';

/**
 * The words outside the pages, in the language that the agent prefers, else in the first of the system's languages
 * that we have; dates, times and numbers follow the system's region. Returns the same object until a preference
 * changes them. Call it each time, since that needs no restart.
 *
 * @param preferred what the agent prefers. Call when the app is ready.
 * @param region as `systemRegion` returns it
 */
export function desktopSpeech(
  preferred: () => Pick<Preferences, 'language' | 'clock'>,
  region: string | null,
): () => DesktopWords {
  const readable = app.getPreferredSystemLanguages();
  let spoken: { wish: string; words: DesktopWords } | null = null;
  return () => {
    const { language: preferredLanguage, clock } = preferred();
    const wish = `${preferredLanguage} ${clock}`;
    if (spoken?.wish !== wish) {
      const language = preferredLanguage === 'system' ? chooseLanguage(readable) : preferredLanguage;
      const tags = formatTags(language, region ?? regionIn(readable, language), clock);
      spoken = { wish, words: desktopWords(language, tags.words) };
    }
    return spoken.words;
  };
}
