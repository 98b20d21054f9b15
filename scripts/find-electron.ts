import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type FoundElectron = { ok: true; path: string } | { ok: false; reason: string };

/** Long enough to download the archive (about 115 MB) over a slow line. An unreachable host fails much sooner. */
const FETCH_LIMIT_MS = 600_000;

/**
 * Finds the official Electron binary, and downloads it if it is missing.
 *
 * @param fetch whether a missing binary may be downloaded
 * @returns the path of the executable, or the reason in one line why there is none
 */
export function findElectron(fetch: boolean): FoundElectron {
  const home = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined) return existing(join(override, executableName()));
  const installed = installedPath(home);
  if (installed !== null) return { ok: true, path: installed };
  if (!fetch) return { ok: false, reason: "Electron's binary is not installed" };
  console.log("Fetching Electron's binary, once …");
  const install = spawnSync(process.execPath, [join(home, 'install.js')], {
    timeout: FETCH_LIMIT_MS,
    encoding: 'utf8',
  });
  const path = installedPath(home);
  if (install.status === 0 && path !== null) return { ok: true, path };
  return { ok: false, reason: `Electron's binary cannot be fetched (${cause(install)})` };
}

function installedPath(home: string): string | null {
  const pointer = join(home, 'path.txt');
  if (!existsSync(pointer)) return null;
  const path = join(home, 'dist', readFileSync(pointer, 'utf8'));
  return existsSync(path) ? path : null;
}

function existing(path: string): FoundElectron {
  return existsSync(path) ? { ok: true, path } : { ok: false, reason: `there is no Electron at ${path}` };
}

function executableName(): string {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/** The innermost reason of a failed download, such as `getaddrinfo ENOTFOUND github.com`. */
function cause(install: { stderr: string; error?: Error }): string {
  if (install.error !== undefined) return install.error.message;
  const reasons = [...install.stderr.matchAll(/(?:Error|cause\]?): (.+)/g)].map((match) => match[1] ?? '');
  return reasons.at(-1) ?? 'the download failed';
}
