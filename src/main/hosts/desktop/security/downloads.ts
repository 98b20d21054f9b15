import { dialog, session, type DownloadItem } from 'electron';
import type { Log } from '#main/base/log.ts';
import type { OwnFile } from './app-origin.ts';
import { ownFile } from './hardening.ts';
import type { DesktopWords } from '../words/words.ts';

/** Saves the files that the app itself makes. `denyByDefault` denies every other download. */
export function saveOwnDownloads(words: () => DesktopWords, log: Log): void {
  session.defaultSession.on('will-download', (_event, item, contents) => {
    const own = ownFile(item, contents);
    if (own !== null) saveDownload(item, own, words, log);
  });
}

/** The title of the dialog that asks for the place, and what is said if the file cannot be saved there. */
const SAVE_WORDS = {
  history: ['saveHistory', 'historyNotSaved'],
  settings: ['saveSettings', 'settingsNotSaved'],
  diagnostics: ['saveDiagnostics', 'diagnosticsNotSaved'],
} as const satisfies Record<OwnFile, unknown>;

/** The system asks for the place. A failure is shown to the agent, since nothing else shows a download. */
function saveDownload(item: DownloadItem, what: OwnFile, words: () => DesktopWords, log: Log): void {
  const [title, notSaved] = SAVE_WORDS[what];
  item.setSaveDialogOptions({ title: words().text[title], defaultPath: item.getFilename() });
  item.once('done', (_event, state) => {
    if (state !== 'interrupted') return;
    log.error('a file could not be saved', { what });
    const { text } = words();
    void dialog.showMessageBox({ type: 'error', title: text.appName, message: text[notSaved] });
  });
}
