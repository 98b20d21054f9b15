import { app, session } from 'electron';
import type { Core } from '#main/core/core.ts';
import { followState } from '../follow-state.ts';

/**
 * Turns the spelling check off until `startSpelling` decides. Call before the first window is made: a window with the
 * check on would fetch its dictionary at once.
 */
export function withholdSpelling(): void {
  if (process.platform !== 'darwin') session.defaultSession.setSpellCheckerEnabled(false);
}

/**
 * Checks the spelling of what the agent types. macOS does this itself, in the languages it recognises. Elsewhere
 * Chromium's checker would fetch dictionaries from Google. So it is on only if the administrator names a server for
 * them, and then follows the agent's language.
 * Source: electronjs.org/docs/latest/tutorial/spellchecker.
 */
export function startSpelling(core: Core): void {
  if (process.platform === 'darwin') return;
  const { defaultSession } = session;
  const { dictionaryUrl } = core.settings.spelling;
  if (dictionaryUrl === '') return;
  defaultSession.setSpellCheckerDictionaryDownloadURL(
    dictionaryUrl.endsWith('/') ? dictionaryUrl : `${dictionaryUrl}/`,
  );
  let checked = '';
  followState(core, ({ preferences: { language } }) => {
    if (language === checked) return;
    checked = language;
    const wanted = [
      ...(language === 'system' ? [] : [language]),
      ...app.getPreferredSystemLanguages(),
      'en-US',
    ];
    defaultSession.setSpellCheckerLanguages(
      firstAvailable(wanted, defaultSession.availableSpellCheckerLanguages),
    );
  });
  defaultSession.setSpellCheckerEnabled(true);
}

/** The first language that has a dictionary, in this or another region; none if no language has one. */
export function firstAvailable(wanted: readonly string[], available: readonly string[]): string[] {
  for (const tag of wanted) {
    const [primary] = tag.split('-');
    const found =
      available.find((each) => each === tag) ?? available.find((each) => each.split('-')[0] === primary);
    if (found !== undefined) return [found];
  }
  return [];
}
