import { useForm } from '../draft/form.ts';
import { useOwnWords } from '../i18n/use-own-words.ts';
import { usePreferences } from '../preferences/preferences.ts';

/** What an outcome of the list means, in the site's words; '' if the agent does not want it there. Call in setup. */
export function useOutcomeNote(): (id: string | null) => string {
  const form = useForm();
  const ownWords = useOwnWords();
  const preferences = usePreferences();
  return (id) => {
    if (id === null || preferences.current.outcomeNotes !== 'list') return '';
    const note = form.noteOf(id);
    return note === undefined ? '' : ownWords(note);
  };
}
