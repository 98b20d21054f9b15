import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { files } from '#main/base/patient-files.ts';
import { contentsOf, isDatabase, isExpendable, readPieces } from './contents.ts';
import { isStillAsMoved, readRecord } from './record.ts';

/**
 * Removes from the old folder what was moved out of it and is still the same, the databases last: as long as one is there, the next start
 * knows that there is something to remove. What is not known to be in the new folder stays, and so do the settings.
 *
 * @param roaming nobody may use it meanwhile
 * @returns false if it is kept: another Afterword has worked there since, or the key opens only there
 * @throws the file system's error
 */
export function removeMoved(roaming: string, local: string): boolean {
  const record = readRecord(local);
  if (record === null || !isStillAsMoved(roaming, record) || !hasSameKey(roaming, local)) return false;
  const contents = contentsOf(roaming);
  const remove = (paths: readonly string[]): void => {
    for (const path of paths)
      if (record.get(path) === readPieces(join(roaming, path))) files.remove(join(roaming, path));
  };
  for (const folder of [...contents.folders, '']) removeExpendable(join(roaming, folder));
  const removeFolders = (): void => {
    for (const folder of contents.folders.toReversed()) removeIfEmpty(join(roaming, folder));
  };
  remove(contents.files.filter((path) => !isDatabase(path)));
  removeFolders();
  // Each database before its key.
  remove(contents.files.filter(isDatabase).sort());
  removeFolders();
  return true;
}

/** Where the moved key could not be opened, a new one was made: then the old one is kept where it is. */
function hasSameKey(roaming: string, local: string): boolean {
  const there = join(roaming, 'afterword.key');
  return !existsSync(there) || keyIdIn(there) === keyIdIn(join(local, 'afterword.key'));
}

function keyIdIn(path: string): unknown {
  return (JSON.parse(files.read(path).toString()) as { readonly id?: unknown }).id;
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

function removeExpendable(folder: string): void {
  for (const name of readdirSync(folder)) if (isExpendable(name)) files.removeFolder(join(folder, name));
}
