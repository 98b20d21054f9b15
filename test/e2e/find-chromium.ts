import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** First those without a window of their own: they draw the same pages with about half the work. */
const NAMES = [
  ...['chromium-headless-shell', 'chrome-headless-shell'],
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
];

/**
 * Finds a Chromium for the tests of the browser host: `PLAYWRIGHT_CHROMIUM` if it is set, else one on the PATH.
 *
 * @returns the path of the executable, or null if there is none
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const told = env['PLAYWRIGHT_CHROMIUM'];
  if (told) return existsSync(told) ? told : null;
  const folders = (env['PATH'] ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find((path) => existsSync(path)) ?? null;
}
