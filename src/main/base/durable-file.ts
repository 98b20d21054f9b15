import { fchmodSync, fsyncSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { files } from './patient-files.ts';
import { whileOpen } from './while-open.ts';

/** Syncs `folder`, so that renames and new names in it survive a power cut. Windows has no fsync for folders. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  whileOpen(files.open(folder, 'r'), fsyncSync);
}

/** Syncs what another handle has written to `path`. */
export function syncFile(path: string): void {
  whileOpen(files.open(path, 'r+'), fsyncSync);
}

/**
 * Replaces `path` by `content`, readable by its owner only. After a crash the file is the old or the new one, never
 * half of it.
 *
 * @throws the file system's error; then the old file is unchanged
 */
export function writeDurably(path: string, content: string): void {
  const temporary = `${path}.new`;
  try {
    whileOpen(files.open(temporary, 'w', 0o600), (handle) => {
      // An interrupted write may have left it with another mode.
      fchmodSync(handle, 0o600);
      writeFileSync(handle, content);
      fsyncSync(handle);
    });
    files.rename(temporary, path);
  } catch (error) {
    files.remove(temporary);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Renames within one folder. The rename survives a power cut. */
export function renameDurably(from: string, to: string): void {
  files.rename(from, to);
  syncFolder(dirname(to));
}
