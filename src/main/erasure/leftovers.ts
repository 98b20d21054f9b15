import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { files } from '#main/base/patient-files.ts';
import type { Contact } from './contact.ts';

/** Files beside a database that may hold something of a contact, and out of which no single thing can be taken. */
export interface Leftovers {
  /** Damaged databases that were kept aside. What could be read of them is in the database. */
  readonly damaged: readonly string[];
  /** Crash dumps hold memory. */
  readonly crashDumps: readonly string[];
  /** Logs in which a key or a number of the contact stands. By its rules the log holds none. */
  readonly logs: readonly string[];
}

/** @param database the path of the database, which may lie in another folder if a link leads to it */
export function findLeftovers(folder: string, database: string, { keys, numbers }: Contact): Leftovers {
  return {
    damaged: filesIn(dirname(database), false).filter((path) =>
      basename(path).startsWith(`${basename(database)}.corrupt-`),
    ),
    crashDumps: filesIn(join(folder, 'Crashpad'), true).filter((path) => path.endsWith('.dmp')),
    logs: filesIn(join(folder, 'logs'), false).filter((path) => {
      const text = files.read(path).toString();
      return [...keys, ...numbers].some((each) => text.includes(each));
    }),
  };
}

/** @throws the file system's error */
export function removeLeftovers({ damaged, crashDumps, logs }: Leftovers): void {
  for (const path of [...damaged, ...crashDumps, ...logs]) files.remove(path);
}

function filesIn(folder: string, deep: boolean): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: deep })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
