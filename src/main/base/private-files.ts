import { closeSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { files } from './patient-files.ts';

/** The names of Afterword's own files. Chromium's, which guards its own, and the administrator's stay as they are. */
const OWN = /^(afterword\.|settings\.faulty-|(agent|preferences|dismissed-notices|windows)\.json)/;

const OTHERS = 0o077;
const STICKY = 0o1000;

/**
 * Makes a folder of Afterword, or takes over one that is there: nobody but its owner may enter it or read Afterword's
 * files in it. A folder of somebody else, or one that all share such as `/tmp`, stays as it is. Windows has no such
 * modes; there the profile is private.
 *
 * @throws the error of the file system if the folder cannot be made
 */
export function privateFolder(path: string): void {
  files.mkdir(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  if ((statSync(path).mode & STICKY) === 0) withhold(path);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isFile() && OWN.test(entry.name)) withhold(join(path, entry.name));
}

/**
 * Makes an empty file that only its owner may read, if there is none, for SQLite, which gives its other files the same
 * mode. If it cannot be made, SQLite says why.
 */
export function privateFile(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(files.open(path, 'a', 0o600));
  } catch {
    // SQLite meets the same error and reports it.
  }
}

function withhold(path: string): void {
  const { mode, uid } = statSync(path);
  if ((mode & OTHERS) === 0 || uid !== process.getuid?.()) return;
  try {
    files.chmod(path, mode & 0o700);
  } catch {
    // Some drives have no modes. What is there can still be used.
  }
}
