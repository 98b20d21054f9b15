import { accessSync, closeSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { files } from './patient-files.ts';

/** The names of Afterword's own files. Chromium's, which guards its own, and the administrator's stay as they are. */
const OWN = /^(afterword\.|settings\.faulty-|(agent|preferences|dismissed-notices|windows)\.json)/;

const OTHERS = 0o077;
const STICKY = 0o1000;

/** A folder belongs to another user, who could read and replace whatever is kept in it. */
export class OthersFolderError extends Error {
  override readonly name = 'OthersFolderError';
  readonly path: string;

  constructor(path: string) {
    super(`${path} belongs to another user`);
    this.path = path;
  }
}

/**
 * Makes a folder of Afterword, or takes over one that is there: nobody but its owner may enter it or read Afterword's
 * files in it. One that all share, such as `/tmp`, stays as it is. Windows has no such modes; there the profile is private.
 *
 * @throws OthersFolderError, or the error of the file system if the folder cannot be made
 */
export function privateFolder(path: string): void {
  files.mkdir(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  if (isOthersFolder(path)) throw new OthersFolderError(path);
  if ((statSync(path).mode & STICKY) === 0) withhold(path);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isFile() && OWN.test(entry.name)) withhold(join(path, entry.name));
}

/** Whether a folder is another user's. One of root is not: an administrator has made it. One that is not there is nobody's. */
export function isOthersFolder(path: string): boolean {
  const self = process.getuid?.();
  if (self === undefined) return false;
  const uid = statSync(path, { throwIfNoEntry: false })?.uid;
  return uid !== undefined && uid !== self && uid !== 0;
}

/**
 * Whether a folder is one that this user has made and nobody else can put anything in its place, so that it may be emptied. In
 * a folder of the machine, such as `/tmp`, another user may have left one of the same name.
 */
export function isOwnFolder(path: string): boolean {
  const self = process.getuid?.();
  if (self === undefined) return resolve(path).startsWith(homedir() + sep);
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === self;
}

/** Whether this user may write to that file or folder. */
export function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
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
  // Another Afterword may take its own away meanwhile, and a name that is no UTF-8 leads nowhere.
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & OTHERS) === 0 || found.uid !== process.getuid?.()) return;
  try {
    files.chmod(path, found.mode & 0o700);
  } catch {
    // Some drives have no modes. What is there can still be used.
  }
}
