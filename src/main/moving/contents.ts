import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { whileOpen } from '#main/base/while-open.ts';

/** What the user or the administrator has written. It goes with the user, and is read where it is. */
export const SETTINGS = 'settings.json';
/** What was moved there, with its hashes. */
export const RECORD = 'afterword.moved';

/** Databases and all that belongs to them, in a data folder or its folder of practice. */
const DATABASE = /^(demo[\\/])?afterword\.(db|key)(?!.*(\.lock|-shm)$)/;
const REAL = /^afterword\.(db|key)/;

/**
 * What is worth nothing in another folder: locks, words of a running program, downloaded installers, and what Chromium makes again.
 * All else that is Chromium's comes along. `Local State` has the key that opens the key of the database on Windows.
 */
const EXPENDABLE = [
  /\.lock$|-shm$/,
  /^afterword\.busy$/,
  /^afterword(-updater)?$/,
  /^(Code |GPU|Gr(Shader|aphiteDawn)|Shader|Dawn\w*)?Cache$/,
  /^(blob_storage|lockfile|Singleton\w+|DevToolsActivePort|Shared Dictionary)$/,
];

export const isExpendable = (name: string): boolean => EXPENDABLE.some((kind) => kind.test(name));

/** Whether a path below the data folder is part of a database. */
export const isDatabase = (path: string): boolean => DATABASE.test(path);

/**
 * The files of a folder that are moved, by their paths below it, and its folders, the upper ones first. Links and the like are
 * left out. A folder that is missing has none.
 *
 * @throws the file system's error if a folder cannot be read
 */
export function contentsOf(folder: string): { readonly files: string[]; readonly folders: string[] } {
  const found = { files: [] as string[], folders: [] as string[] };
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (isExpendable(entry.name) || path === SETTINGS || path === RECORD) continue;
      if (entry.isDirectory()) {
        found.folders.push(path);
        walk(path);
      } else if (entry.isFile()) found.files.push(path);
    }
  };
  if (existsSync(folder)) walk('');
  return found;
}

/** What lies in a folder: 2 if wrap-ups of agents do, or did; 1 if only those of practice; 0 if neither. Does not throw. */
export function weightOf(folder: string): 0 | 1 | 2 {
  const names = ['', 'demo'].flatMap((below) =>
    orElse(() => readdirSync(join(folder, below)).map((name) => join(below, name)), []),
  );
  const databases = names.filter(isDatabase);
  if (databases.some((path) => REAL.test(basename(path)) && !path.startsWith('demo'))) return 2;
  return databases.length > 0 ? 1 : 0;
}

const PIECE = 1024 * 1024;

/**
 * Reads a file piece by piece.
 *
 * @returns its SHA-256, in hexadecimal digits
 * @throws the file system's error
 */
export function readPieces(path: string, take: (piece: Uint8Array) => void = () => {}): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(PIECE);
  return whileOpen(files.open(path, 'r'), (handle) => {
    for (;;) {
      const length = readSync(handle, buffer, 0, PIECE, null);
      if (length === 0) return hash.digest('hex');
      const piece = buffer.subarray(0, length);
      hash.update(piece);
      take(piece);
    }
  });
}
