import { extname, join } from 'node:path';

/** The app's own scheme. Unlike `file://`, it gives pages an origin of their own. */
export const APP_SCHEME = 'afterword-app';
const APP_HOST = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

export type AppPage = 'index.html' | 'quick.html';
export const APP_PAGES: readonly AppPage[] = ['index.html', 'quick.html'];

export function pageUrl(page: AppPage): string {
  return `${APP_ORIGIN}/${page}`;
}

/** The file types in the renderer's build. No other type is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** A name of a built file or folder: not hidden, not `..`, not a drive. */
const PLAIN_NAME = /^[\w-][\w.-]*$/;

/**
 * The file for a URL of the app's scheme.
 *
 * @param root folder of the built renderer
 * @returns its path and media type, or null if the URL names no file that may be served
 */
export function appFile(root: string, url: string): { path: string; type: string } | null {
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== `${APP_SCHEME}:` || host !== APP_HOST) return null;
  const names = pathname.slice(1).split('/');
  if (!names.every((name) => PLAIN_NAME.test(name))) return null;
  const type = TYPES[extname(pathname).toLowerCase()];
  return type === undefined ? null : { path: join(root, ...names), type };
}
