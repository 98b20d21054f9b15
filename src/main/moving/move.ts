import { existsSync, fsyncSync, futimesSync, readdirSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '#main/base/durable-file.ts';
import { files } from '#main/base/patient-files.ts';
import { privateFolder } from '#main/base/private-files.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { contentsOf, readPieces, SETTINGS } from './contents.ts';
import { writeRecord, type MoveRecord } from './record.ts';

/** A copy does not read as what was copied: the disk, or another program meanwhile. */
class CopyDiffersError extends Error {
  readonly code = 'COPY_DIFFERS';
}

const arriving = (local: string): string => `${local}.moving`;
const aside = (local: string): string => `${local}.before`;

/**
 * Copies the data to their new folder, all or nothing: until the last step they are beside it, under another name. On the disk the
 * new folder is either not there or whole. The old one is not changed. What else lay in the new folder stays there.
 *
 * The caller sees to it that nobody writes in either folder.
 *
 * @throws the file system's error, or CopyDiffersError; then the old folder is the one to use, and the new one is as it was
 */
export function copyWhole(roaming: string, local: string): void {
  const parent = dirname(local);
  const staging = arriving(local);
  files.removeFolder(staging);
  try {
    privateFolder(staging);
    const record = copyContents(roaming, staging);
    for (const [path, hash] of record)
      if (readPieces(join(roaming, path)) !== hash || readPieces(join(staging, path)) !== hash)
        throw new CopyDiffersError(path);
    keepWhatIsThere(local, staging);
    writeRecord(staging, record);
    syncAll(staging);
    syncFolder(parent);
    putInPlace(staging, local);
  } catch (error) {
    mendAfterCut(local);
    throw error;
  }
}

/** Brings in order what a move left that was cut off. Does not throw: what is left is tried again by the next move. */
export function mendAfterCut(local: string): void {
  try {
    // It was cut between the two renames.
    if (existsSync(aside(local)) && !existsSync(local)) files.rename(aside(local), local);
    for (const path of [arriving(local), aside(local)]) files.removeFolder(path);
  } catch {
    // Another program holds it.
  }
}

function putInPlace(staging: string, local: string): void {
  const parent = dirname(local);
  if (existsSync(local)) {
    files.removeFolder(aside(local));
    files.rename(local, aside(local));
  }
  files.rename(staging, local);
  try {
    syncFolder(parent);
  } catch (error) {
    // Where it is not certain to be there after a power cut, nothing must be written in it.
    files.rename(local, staging);
    throw error;
  }
  try {
    files.removeFolder(aside(local));
  } catch {
    // The next start of a move removes it.
  }
}

function copyContents(from: string, to: string): MoveRecord {
  const contents = contentsOf(from);
  for (const folder of contents.folders) files.mkdir(join(to, folder), { recursive: true, mode: 0o700 });
  return new Map(contents.files.map((path) => [path, copyFile(join(from, path), join(to, path))] as const));
}

/** @returns the hash of what was read */
function copyFile(from: string, to: string): string {
  const { atime, mtime } = statSync(from);
  return whileOpen(files.open(to, 'w', 0o600), (handle) => {
    const hash = readPieces(from, (piece) => {
      for (let at = 0; at < piece.length;) at += writeSync(handle, piece, at);
    });
    // Some files are deleted by their age.
    futimesSync(handle, atime, mtime);
    fsyncSync(handle);
    return hash;
  });
}

/** What lies in the new folder already and is not moved there: settings of the administrator, or a practice. */
function keepWhatIsThere(local: string, staging: string): void {
  const arrived = new Set(readdirSync(staging));
  const there = contentsOf(local);
  const isNew = (path: string): boolean => !arrived.has(path.split(/[\\/]/)[0] ?? '');
  for (const folder of there.folders.filter(isNew))
    files.mkdir(join(staging, folder), { recursive: true, mode: 0o700 });
  for (const path of there.files.filter(isNew)) copyFile(join(local, path), join(staging, path));
  if (existsSync(join(local, SETTINGS))) copyFile(join(local, SETTINGS), join(staging, SETTINGS));
}

function syncAll(folder: string): void {
  for (const below of contentsOf(folder).folders) syncFolder(join(folder, below));
  syncFolder(folder);
}
