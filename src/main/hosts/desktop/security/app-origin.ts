import { extname, join } from 'node:path';
import { SETTINGS_FILE_NAME } from '#shared/contract/connect.ts';
import { DIAGNOSTICS_FILE_NAME } from '#shared/contract/diagnostics-file.ts';
import { HISTORY_FILE_NAME } from '#shared/contract/history-file.ts';

/** The app's own scheme: pages have an origin of their own, unlike those of `file://`. */
export const APP_SCHEME = 'afterword-app';
const APP_HOST = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

export type AppPage = 'index.html' | 'quick.html';
const APP_PAGES: readonly AppPage[] = ['index.html', 'quick.html'];

export function pageUrl(page: AppPage): string {
  return `${APP_ORIGIN}/${page}`;
}

/** Kinds of files the renderer's build is made of; another kind is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** A name of a file or folder that a build makes: neither hidden nor a way up nor a drive. */
const PLAIN_NAME = /^[\w-][\w.-]*$/;

/**
 * The file that a URL of the app's scheme stands for.
 *
 * @param root folder of the built renderer
 * @returns its path and media type, or null where the URL is not one of a file that may be served
 */
export function appFile(root: string, url: string): { path: string; type: string } | null {
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== `${APP_SCHEME}:` || host !== APP_HOST) return null;
  const names = pathname.slice(1).split('/');
  if (!names.every((name) => PLAIN_NAME.test(name))) return null;
  const type = TYPES[extname(pathname).toLowerCase()];
  return type === undefined ? null : { path: join(root, ...names), type };
}

/** What of an IPC event says who sent it; Electron's own events have it. */
export interface SenderFacts {
  readonly sender: { readonly id: number };
  /** Null where the frame is gone or has navigated since. */
  readonly senderFrame: {
    readonly url: string;
    readonly origin: string;
    readonly parent: unknown;
  } | null;
}

/**
 * Whether a message comes from where the contract is spoken: the main frame of one of our own windows, showing one of
 * our own pages. Frames inside a page, other windows and pages that are not ours are nobody.
 * Source: Electron security checklist, "Validate the sender of all IPC messages".
 *
 * @param ours ids of the web contents of our windows
 */
export function isTrustedSender(event: SenderFacts, ours: readonly number[]): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || frame.origin !== APP_ORIGIN) return false;
  const page = withoutQuery(frame.url);
  return ours.includes(event.sender.id) && APP_PAGES.some((known) => pageUrl(known) === page);
}

/** What of a download says where it comes from. */
export interface DownloadFacts {
  readonly url: string;
  readonly fileName: string;
  /** The page that started it, or null where nobody knows. */
  readonly page: string | null;
}

/** The files that the app itself makes for the user to keep. */
export type OwnFile = 'history' | 'settings' | 'diagnostics';

/**
 * What a download is: the export of the history, the settings that Connect has drafted, or the diagnostics. The main window has made such a
 * file itself, under the name that it has. Nothing that comes from anywhere else is one, and this is null.
 */
export function ownDownload({ url, fileName, page }: DownloadFacts): OwnFile | null {
  const ownPage = page !== null && withoutQuery(page) === pageUrl('index.html');
  if (!ownPage || !url.startsWith(`blob:${APP_ORIGIN}/`)) return null;
  if (HISTORY_FILE_NAME.test(fileName)) return 'history';
  if (DIAGNOSTICS_FILE_NAME.test(fileName)) return 'diagnostics';
  return fileName === SETTINGS_FILE_NAME ? 'settings' : null;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
