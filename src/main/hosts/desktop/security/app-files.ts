import { extname, join } from 'node:path';

/** The app's own scheme: pages have an origin of their own, unlike those of `file://`. */
export const APP_SCHEME = 'afterword-app';
const APP_HOST = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

export type AppPage = 'index.html' | 'quick.html';
export const APP_PAGES: readonly AppPage[] = ['index.html', 'quick.html'];

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
