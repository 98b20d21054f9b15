import { lstatSync, statSync } from 'node:fs';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { errorCode } from '#main/base/error-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';

/** What neither the file nor its folder being there answers. Every other answer is a doubt. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** What may be there in place of an ordinary file. */
const NO_FILE = new Set(['EISDIR', 'EINVAL', 'EFBIG']);

/** No settings are longer. Those that are would hold up each start, or end it for want of memory. */
const MOST_MEGABYTES = 4;

/** The bytes of a file of settings; null if there is none. Does not throw. */
export function readSettingsFile(
  path: string,
): { readonly bytes: Uint8Array } | { readonly problem: Reason } | null {
  try {
    return { bytes: files.read(path, MOST_MEGABYTES * 1024 ** 2) };
  } catch (error) {
    const code = errorCode(error) ?? '?';
    if (NO_FILE.has(code)) return { problem: reason('noOrdinaryFile', { megabytes: MOST_MEGABYTES }) };
    return ABSENT.has(code) && !isLink(path) ? null : { problem: reason('fileUnreadable', { code }) };
  }
}

/** Whether there is a link. What it leads to may be on a drive that is not there yet. */
function isLink(path: string): boolean {
  return orElse(() => lstatSync(path).isSymbolicLink(), false);
}

/** What tells one content of a file from another: when it was written, how long it is, and which file it is. */
export function fileMark(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return [mtimeMs, size, ino].join(' ');
  } catch (error) {
    return errorCode(error) ?? '?';
  }
}
