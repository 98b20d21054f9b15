import { app, session } from 'electron';
import type { Core } from '#main/core/core.ts';

/**
 * Leaves it to `startSpelling` whether there is a checker. Call before the first window is made: one that is on would
 * fetch its dictionary there and then.
 */
export function withholdSpelling(): void {
  if (process.platform !== 'darwin') session.defaultSession.setSpellCheckerEnabled(false);
}

/**
 * Checks the spelling of what is typed. macOS does so by itself, in the languages it recognises. Elsewhere Chromium's
 * checker needs dictionaries, which it would fetch from its maker: it is on only where the administrator names a
 * place that serves them, and then follows the agent's language.
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
  const follow = (): void => {
    const { language } = core.state().preferences;
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
  };
  follow();
  defaultSession.setSpellCheckerEnabled(true);
  core.events.on(({ name }) => {
    if (name === 'state') follow();
  });
}

/** The first language that has a dictionary, as it is or in another region; none where there is no such. */
export function firstAvailable(wanted: readonly string[], available: readonly string[]): string[] {
  for (const tag of wanted) {
    const [primary] = tag.split('-');
    const found =
      available.find((each) => each === tag) ?? available.find((each) => each.split('-')[0] === primary);
    if (found !== undefined) return [found];
  }
  return [];
}
