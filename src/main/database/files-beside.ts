import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { files } from '#main/base/patient-files.ts';

/** The backup lies beside its database, so that it has the same room, rights and owner. */
export function backupOf(path: string): string {
  return `${path}.backup`;
}

/** Deletes damaged databases that were kept aside and last written before `before`, milliseconds since the epoch. */
export function deleteKeptAside(path: string, before: number): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.corrupt-`)) continue;
    if (statSync(join(folder, name)).mtimeMs < before) files.remove(join(folder, name));
  }
}

/** How many are kept aside at most. A sick disk, or a program that always takes the files away, would fill the disk. */
const MOST_KEPT = 5;

/** Deletes the oldest of those that were kept aside, if there are many. */
export function deleteManyKeptAside(path: string): void {
  const beginning = `${basename(path)}.corrupt-`;
  const stamp = (name: string): string => name.slice(0, beginning.length + '2026-01-01T00-00-00-000Z'.length);
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(beginning));
  const newest = [...new Set(names.map(stamp))].sort().slice(-MOST_KEPT);
  for (const name of names) if (!newest.includes(stamp(name))) files.remove(join(dirname(path), name));
}
