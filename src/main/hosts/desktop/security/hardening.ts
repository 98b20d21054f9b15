import { app, dialog, session, type DownloadItem, type Session, type WebContents } from 'electron';
import type { Log } from '#main/base/log.ts';
import { APP_SCHEME, ownDownload, type OwnFile } from './app-origin.ts';
import type { DesktopWords } from '../words/words.ts';

/** Schemes a page may load from. `devtools:` is for the inspector, which packaged builds do not have. */
const LOADABLE = new Set([`${APP_SCHEME}:`, 'data:', 'blob:', 'devtools:']);

/**
 * Sandboxes every page. Call before `ready`. With `--no-sandbox` (root, some containers) there is no sandbox:
 * `enableSandbox` would drop that switch and the app would not start.
 */
export function sandboxPages(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/**
 * Denies by default, for every page: navigation, new windows, webviews, permissions, downloads except of the app's own files,
 * and loading from anywhere but the app. Call once, when the app is ready and before the first window.
 * Source: Electron security checklist.
 */
export function denyByDefault(words: () => DesktopWords, log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    denyLeaving(contents, log);
  });
  denyReaching(session.defaultSession, words, log);
}

function denyLeaving(contents: WebContents, log: Log): void {
  contents.setWindowOpenHandler(() => {
    log.warn('a new window was denied');
    return { action: 'deny' };
  });
  contents.on('will-frame-navigate', (event) => {
    // A page may only reload itself.
    if (event.isMainFrame && event.url === contents.getURL()) return;
    event.preventDefault();
    log.warn('a navigation was denied');
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log.warn('a webview was denied');
  });
}

function denyReaching(target: Session, words: () => DesktopWords, log: Log): void {
  target.setPermissionRequestHandler((_contents, permission, decide) => {
    log.warn('a permission was denied', { permission });
    decide(false);
  });
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.on('will-download', (event, item, contents) => {
    // Electron's types do not say it, but a destroyed page has no contents.
    const page = (contents as WebContents | undefined)?.getURL() ?? null;
    const own = ownDownload({ url: item.getURL(), fileName: item.getFilename(), page });
    if (own !== null) {
      saveDownload(item, own, words, log);
      return;
    }
    event.preventDefault();
    log.warn('a download was denied');
  });
  target.webRequest.onBeforeRequest((request, decide) => {
    decide({ cancel: !LOADABLE.has(new URL(request.url).protocol) });
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
