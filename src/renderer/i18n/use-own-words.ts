import { wordings, wordsIn, type OwnWords } from '#shared/text/own-words.ts';
import { useFormats } from './use-formats.ts';

/** The administrator's words in the agent's language, else in the first one that has some. Call in a component's setup. */
export function useOwnWords(): (words: OwnWords) => string {
  const formats = useFormats();
  return (words) => wordsIn(words, new Intl.Locale(formats.locale()).baseName) ?? wordings(words)[0] ?? '';
}
