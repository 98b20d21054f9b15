import { existsSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeDurably } from '#main/base/durable-file.ts';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { hasCommits, LOG_HEADER, nameOfLog } from './salvage/write-ahead-log.ts';
import { SCHEMA_VERSION } from './schema.ts';

/*
 * A mark beside the database says that the last Afterword ended cleanly: everything is in the file, and the file was
 * found sound. It names the file as it was then. A file that was restored, copied or written since is another one.
 * While Afterword runs, the mark names the log that it has written, so that after a kill a missing log is noticed.
 */

/** The mark lies beside its database. */
export function cleanEndOf(path: string): string {
  return `${path}.clean`;
}

/**
 * Notes that the database at `path` ended cleanly. Call it once SQLite has closed the file, and while nobody else can
 * open it. If it cannot be noted, the next start checks first.
 */
export function noteCleanEnd(path: string): void {
  try {
    const now = hasLog(path) ? null : identityOf(path);
    if (now !== null) writeDurably(cleanEndOf(path), now);
  } catch {
    // A full disk. The next start takes longer.
  }
}

/**
 * Whether the database ended cleanly and is still the same file, and this Afterword has nothing to change in its schema.
 * The file of its log may be there, but empty.
 */
export function endedCleanly(path: string): boolean {
  return versionInHeader(path) === SCHEMA_VERSION && !hasLog(path) && isAsMarked(path);
}

/** Whether the file is the one that ended cleanly, whatever lies beside it now. */
export function isAsMarked(path: string): boolean {
  const mark = cleanEndOf(path);
  return orElse(() => existsSync(mark) && files.read(mark).toString() === identityOf(path), false);
}

/** Notes the log of the database at `path`. @returns false if there is none yet */
export function noteLog(path: string): boolean {
  try {
    const log = logIn(path);
    if (log === null) return false;
    // It need not survive a power cut, which takes no file away.
    files.write(cleanEndOf(path), inUse(log), 0o600);
  } catch {
    // A full disk, or a folder of that name. Then a missing log is not noticed.
  }
  return true;
}

/** Whether the log that an Afterword wrote before it was killed is not there: it is missing, or there is another one. */
export function isLogGone(path: string): boolean {
  try {
    const mark = files.read(cleanEndOf(path)).toString();
    if (!/^\{"log":\d+\}\n$/.test(mark)) return false;
    const log = logIn(path);
    // One that has no sound beginning may be the right one, damaged, as long as there is a commit in it.
    return log === null ? !hasCommits(`${path}-wal`) : mark !== inUse(log);
  } catch {
    return false;
  }
}

const inUse = (log: number): string => `${JSON.stringify({ log })}\n`;

/** The name of the log, or null if there is none or it has no sound beginning. */
function logIn(path: string): number | null {
  const header = hasLog(path) ? beginningOf(`${path}-wal`, LOG_HEADER) : null;
  return header === null ? null : nameOfLog(header);
}

/** Whether its log holds something. */
export function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Takes the mark away. After this returned, no power cut brings it back, so the database may be written.
 *
 * @throws the file system's error; then the mark may still be there, and the database must not be written
 */
export function forgetCleanEnd(path: string): void {
  const mark = cleanEndOf(path);
  // A folder of that name is none of ours. It says nothing, and stays.
  if (statSync(mark, { throwIfNoEntry: false })?.isFile() !== true) return;
  files.remove(mark);
  syncFolder(dirname(path));
}

/**
 * Names the file and its state: its number in the file system, size, time of writing, and first bytes, which hold SQLite's
 * counter of changes. Null if it is no database.
 */
function identityOf(path: string): string | null {
  const { ino, size, mtimeNs } = statSync(path, { bigint: true });
  const header = headerOf(path);
  if (header === null) return null;
  return `${JSON.stringify({ format: 1, file: `${ino}`, size: `${size}`, written: `${mtimeNs}`, header: header.toString('hex') })}\n`;
}

/**
 * The schema version in the file's first page. It is read without SQLite, which would write to the file when opening
 * and closing it (https://sqlite.org/fileformat2.html, offset 60). 0 if there is no sound header.
 */
export function versionInHeader(path: string): number {
  return headerOf(path)?.readUInt32BE(60) ?? 0;
}

/** Whether SQLite would open the file, but never write to it: its header names a format later than the log's (offset 18). */
export function isUnwritableFormat(path: string): boolean {
  return (headerOf(path)?.readUInt8(18) ?? 0) > 2;
}

/** The first 100 bytes of the file, or null if it cannot be read or is no database. */
function headerOf(path: string): Buffer | null {
  const header = beginningOf(path, 100);
  return header?.toString('latin1', 0, 16) === 'SQLite format 3\u0000' ? header : null;
}

/** The first `size` bytes of a file, or null if it has fewer or cannot be opened. @throws what reading throws */
function beginningOf(path: string, size: number): Buffer | null {
  const handle = orElse(() => files.open(path, 'r'), null);
  if (handle === null) return null;
  const bytes = Buffer.alloc(size);
  return whileOpen(handle, () => readSync(handle, bytes, 0, size, 0)) === size ? bytes : null;
}
