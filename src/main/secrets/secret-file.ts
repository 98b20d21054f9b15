import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errorCode } from '#main/base/error-words.ts';

/** What a file of a secret holds, or why it is not used: the system's code, or `open` if other users can get at it. */
export type FileReading =
  { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly code: string };

/** The code of a file that other users may read, or may have written. */
export const OPEN_TO_OTHERS = 'open';

/** A larger file is no secret, in bytes. */
const LARGEST = 1024 * 1024;

const GROUP_READ = 0o040;
const OTHERS = 0o007;
const WRITE = 0o022;

/**
 * Reads a file that holds a secret. On POSIX it must belong to this user or to root, and nobody else may read or change
 * it. Only root may let a group read it, since then an administrator has chosen that group. Windows has no such modes;
 * there the access list of the folder counts.
 *
 * @param isPublic whether others may read it, as a certificate
 */
export async function readSecretFile(path: string, isPublic = false): Promise<FileReading> {
  try {
    // A pipe that nobody writes to would keep one of Node's few threads for files.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile() || stat.size > LARGEST) return { ok: false, code: 'EINVAL' };
      if (!isPublic && isOpenToOthers(stat)) return { ok: false, code: OPEN_TO_OTHERS };
      return { ok: true, bytes: await handle.readFile() };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { ok: false, code: errorCode(error) ?? '?' };
  }
}

function isOpenToOthers({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean {
  const self = process.getuid?.();
  if (self === undefined) return false;
  const allowed = uid === 0 ? GROUP_READ : 0;
  return (uid !== 0 && uid !== self) || (mode & (OTHERS | WRITE | GROUP_READ) & ~allowed) !== 0;
}
