import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { files } from '#main/base/patient-files.ts';

/** A file of the data folder, without what is in it. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  /** As ISO 8601. */
  readonly changed: string;
}

/** Afterword's own files, at the top of the data folder and of the demo's. */
const OWN = /^(afterword\.|settings|(agent|preferences|dismissed-notices|windows)\.json)/;
/** Where Chromium keeps crash dumps, below the data folder. A dump holds memory, so only its name leaves the machine. */
const DUMP = /\.dmp$/;

/** The files of Afterword and the crash dumps in the data folder. Does not throw. */
export function listFolder(dataDir: string): {
  readonly own: ListedFile[];
  readonly crashDumps: ListedFile[];
} {
  const all = [
    ...['', 'demo', 'logs'].flatMap((folder) => filesIn(dataDir, folder, false)),
    ...filesIn(dataDir, 'Crashpad', true),
  ];
  return {
    own: all.filter(({ name }) => OWN.test(name.replace(/^(demo|logs)[/\\]/, ''))),
    crashDumps: all.filter(({ name }) => DUMP.test(name)),
  };
}

/** The log, the older part first. */
export function readLogs(dataDir: string): { readonly name: string; readonly text: string }[] {
  return filesIn(dataDir, 'logs', false)
    .filter(({ name }) => name.endsWith('.log'))
    .flatMap(({ name }) => {
      try {
        return [{ name: name.replaceAll('\\', '/'), text: files.read(join(dataDir, name)).toString() }];
      } catch {
        return [];
      }
    });
}

function filesIn(dataDir: string, folder: string, deep: boolean): ListedFile[] {
  try {
    return readdirSync(join(dataDir, folder), { withFileTypes: true, recursive: deep })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { size, mtime } = statSync(path);
        return { name: relative(dataDir, path), bytes: size, changed: mtime.toISOString() };
      });
  } catch {
    return [];
  }
}
