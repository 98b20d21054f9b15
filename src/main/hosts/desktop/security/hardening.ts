import { app, session, type DownloadItem, type Session, type WebContents } from 'electron';
import type { Log } from '#main/base/log.ts';
import { APP_SCHEME, ownDownload, type OwnFile } from './app-origin.ts';

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
export function denyByDefault(log: Log): void {
  app.on('web-contents-created', (_event, contents) => denyLeaving(contents, log));
  denyReaching(session.defaultSession, log);
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
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log.warn('a webview was denied');
  });
}

function denyReaching(target: Session, log: Log): void {
  target.setPermissionRequestHandler((_contents, permission, decide) => {
    log.warn('a permission was denied', { permission });
    decide(false);
  });
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.on('will-download', (event, item, contents) => {
    if (ownFile(item, contents) !== null) return;
    event.preventDefault();
    log.warn('a download was denied');
  });
  target.webRequest.onBeforeRequest((request, decide) => {
    decide({ cancel: !LOADABLE.has(new URL(request.url).protocol) });
  });
}

/** Which of the app's own files a download is (`downloads.ts` saves it); null if none. */
export function ownFile(item: DownloadItem, contents: WebContents | undefined): OwnFile | null {
  // Electron's types do not say it, but a destroyed page has no contents.
  const page = contents?.getURL() ?? null;
  return ownDownload({ url: item.getURL(), fileName: item.getFilename(), page });
}
