import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { privateFolder } from '#main/base/private-files.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { KEY_LENGTH, keyId, type KeyRing } from './cipher.ts';
import { renameDurably, writeDurably } from '#main/base/durable-file.ts';
import { errorCode, errorKind, errorWords } from '#main/base/error-words.ts';

/** Protects the key of the database: the operating system's key store, or only the permissions of a file. */
export interface KeyProtector {
  readonly strength: 'os' | 'file';
  wrap(key: Buffer): Buffer;
  /** @throws if the key store cannot open it, or can no longer */
  unwrap(wrapped: Buffer): Buffer;
}

/** Without a key store, the plain key is in a file that only its owner may read. */
export const fileKeyProtector: KeyProtector = { strength: 'file', wrap: (key) => key, unwrap: (key) => key };

export interface LoadedKey {
  readonly ring: KeyRing;
  /** What protects the current key. `file` also if there is a key store but it refused the key. */
  readonly strength: KeyProtector['strength'];
}

interface Deps {
  readonly log: Log;
  readonly clock: Clock;
}

const FILE_NAME = 'afterword.key';
export const keyPath = (folder: string): string => join(folder, FILE_NAME);
/** One bad sector in the key's file would make everything unreadable that waits. So there are two, and the same protects both. */
const copyOf = (path: string): string => `${path}.backup`;
const ASIDE = `${FILE_NAME}.unreadable-`;

const keyFileSchema = z.object({
  format: z.literal(1),
  strength: z.enum(['os', 'file']),
  id: z.string(),
  wrapped: z.base64(),
});

/**
 * The key of the database, from `afterword.key` in `folder`, or from its copy. The first start makes it. If neither can be
 * opened, they are renamed, never deleted, and a new key replaces them. Renamed files are tried again at every start, since a key
 * store may come back. A plain key is given to the key store as soon as there is one.
 */
export function loadKey(folder: string, protector: KeyProtector, deps: Deps): LoadedKey {
  privateFolder(folder);
  const path = keyPath(folder);
  const older = keysAside(folder, protector);
  const found = findKey(path, protector, deps);
  const key = found?.key ?? randomBytes(KEY_LENGTH);
  const strength =
    found === null
      ? writeNewKey(path, key, protector, deps.log)
      : found.strength === 'file' && protector.strength === 'os'
        ? handOver(path, key, protector, deps.log)
        : found.strength;
  const replaced = found === null ? [] : otherCopy(path, key, protector, deps);
  keepCopy(path, deps.log);
  return { ring: { current: key, older: [...older, ...replaced] }, strength };
}

/**
 * Writes the key again if its file was taken away while the app runs. Without it, nothing that is sealed could be opened.
 *
 * @returns whether it was
 * @throws the file system's error
 */
export function keepKey(folder: string, key: Buffer, protector: KeyProtector, log: Log): boolean {
  const path = keyPath(folder);
  // A link whose drive is away leads to a key.
  const isThere = (name: string): boolean => lstatSync(name, { throwIfNoEntry: false }) !== undefined;
  const isGone = !isThere(path);
  if (isGone) writeNewKey(path, key, protector, log);
  if (isGone || !isThere(copyOf(path))) keepCopy(path, log);
  return isGone;
}

/** @returns the key; null if there is none, or neither its file nor the copy can be opened and both were renamed */
function findKey(path: string, protector: KeyProtector, deps: Deps): OpenedKey | null {
  const { log } = deps;
  const open = (text: string | null): OpenedKey | null => {
    try {
      return text === null ? null : openKeyFile(text, protector);
    } catch (error) {
      log.error('The key of the database cannot be opened', { cause: errorKind(error) });
      return null;
    }
  };
  const text = readIfThere(path);
  const found = open(text);
  if (found !== null) return found;
  const copied = readCopy(path);
  // A key store that opens neither says so once.
  const spare = copied === text ? null : open(copied);
  if (text !== null) keepAside(path, deps);
  if (spare === null && copied !== null && copied !== text) keepAside(copyOf(path), deps);
  if (spare === null || copied === null) return null;
  log.warn('The key of the database was put back from its copy');
  writeDurably(path, copied);
  return spare;
}

/** @returns the new name */
function keepAside(path: string, { log, clock }: Deps): string {
  const time = new Date(clock.now()).toISOString().replace(/[:.]/g, '-');
  const keptAside = `${ASIDE}${time}${path.endsWith(FILE_NAME) ? '' : '-backup'}`;
  log.error('A file of the key is kept aside', { keptAside });
  const renamed = join(dirname(path), keptAside);
  renameDurably(path, renamed);
  return renamed;
}

/** Somebody has put another key in place of ours, such as that of an older backup. What ours has sealed, it still opens. */
function otherCopy(path: string, current: Buffer, protector: KeyProtector, deps: Deps): Buffer[] {
  const id = idIn(readCopy(path));
  const isOther = id !== null && id !== keyId(current).toString('hex');
  return isOther ? openAside(keepAside(copyOf(path), deps), protector) : [];
}

function idIn(text: string | null): string | null {
  return orElse(() => keyFileSchema.parse(JSON.parse(text ?? '')).id, null);
}

/** Whatever is in its place: the copy may keep nobody from starting. */
function readCopy(path: string): string | null {
  return orElse(() => readIfThere(copyOf(path)), null);
}

function keepCopy(path: string, log: Log): void {
  try {
    const text = files.read(path).toString();
    if (readCopy(path) !== text) writeDurably(copyOf(path), text);
  } catch (error) {
    log.warn('The key of the database cannot be copied now', { cause: errorWords(error) });
  }
}

/** Gives a plain key to the key store. If that fails, the key stays valid as it is. */
function handOver(path: string, key: Buffer, protector: KeyProtector, log: Log): OpenedKey['strength'] {
  try {
    writeKeyFile(path, key, protector);
    return protector.strength;
  } catch (error) {
    log.warn('The key store does not take the key; it stays a file', { cause: errorWords(error) });
    return 'file';
  }
}

/** A broken key store must not stop an agent from working. Then the key is a file, as without a key store. */
function writeNewKey(path: string, key: Buffer, protector: KeyProtector, log: Log): OpenedKey['strength'] {
  let wrapped: Buffer;
  try {
    wrapped = protector.wrap(key);
  } catch (error) {
    log.error('The key store does not take the key; it is kept in a file', { cause: errorWords(error) });
    writeKeyFile(path, key, fileKeyProtector);
    return 'file';
  }
  writeKeyFile(path, key, { ...protector, wrap: () => wrapped });
  return protector.strength;
}

/** Whether there is a key file or its copy, readable or not. They are made right after the database. */
export function hasKey(folder: string): boolean {
  return existsSync(keyPath(folder)) || existsSync(copyOf(keyPath(folder)));
}

/** Whether the key of a folder can be opened by that protector, or there is none yet. Changes nothing. */
export function opensKey(folder: string, protector: KeyProtector): boolean {
  try {
    const text = readIfThere(keyPath(folder));
    return text === null || openKeyFile(text, protector).key.length === KEY_LENGTH;
  } catch {
    return false;
  }
}

function writeKeyFile(path: string, key: Buffer, protector: KeyProtector): void {
  const wrapped = protector.wrap(key).toString('base64');
  const id = keyId(key).toString('hex');
  writeDurably(path, `${JSON.stringify({ format: 1, strength: protector.strength, id, wrapped })}\n`);
}

interface OpenedKey {
  readonly key: Buffer;
  readonly strength: KeyProtector['strength'];
}

/** @throws if the file is damaged, or its key store cannot open it */
function openKeyFile(text: string, protector: KeyProtector): OpenedKey {
  const { strength, id, wrapped } = keyFileSchema.parse(JSON.parse(text));
  const bytes = Buffer.from(wrapped, 'base64');
  if (strength === 'os' && protector.strength === 'file') throw new Error('There is no key store to open it');
  const key = strength === 'file' ? fileKeyProtector.unwrap(bytes) : protector.unwrap(bytes);
  if (key.length !== KEY_LENGTH || keyId(key).toString('hex') !== id) throw new Error('It is another key');
  return { key, strength };
}

function keysAside(folder: string, protector: KeyProtector): Buffer[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(ASIDE));
  return names.sort().flatMap((name) => openAside(join(folder, name), protector));
}

/** @returns the key; none if it cannot be opened now */
function openAside(path: string, protector: KeyProtector): Buffer[] {
  return orElse(() => [openKeyFile(files.read(path).toString(), protector).key], []);
}

function readIfThere(path: string): string | null {
  try {
    return files.read(path).toString();
  } catch (error) {
    // A link whose drive is away leads to a key.
    if (errorCode(error) === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false }) === undefined)
      return null;
    throw error;
  }
}
