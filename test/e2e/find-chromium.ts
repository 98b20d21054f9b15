import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium to run the tests of the browser host in: `PLAYWRIGHT_CHROMIUM` where it is set, else one on the PATH.
 *
 * @returns the path of its executable, or null where there is none
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const told = env['PLAYWRIGHT_CHROMIUM'];
  if (told) return existsSync(told) ? told : null;
  const folders = (env['PATH'] ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find((path) => existsSync(path)) ?? null;
}
