import { closeSync, fstatSync, statSync, type Stats } from 'node:fs';
import { files } from '#main/base/patient-files.ts';

/**
 * Whether the files of an open database still lie at its path. Windows lets nobody take an open file away. Elsewhere it can
 * be deleted, moved or replaced, by whoever tidies up or synchronises profiles, and SQLite goes on writing to a file that
 * the next start does not find.
 */
export interface HeldPlace {
  /** What of it does not lie there any more; null if all does. */
  gone(): 'file' | 'log' | null;
  /** Only once SQLite has closed the files: on closing any handle of a file, the system drops the process's locks on it. */
  release(): void;
}

export function holdPlace(path: string): HeldPlace {
  /** What is held of each file. Its number in the file system stays the same, and is no other file's, as long as it is held. */
  const held = new Map<string, { readonly handle: number; readonly stats: Stats }>();

  function isKept(name: string): boolean {
    try {
      const there = statSync(name, { throwIfNoEntry: false });
      const known = held.get(name)?.stats;
      if (known !== undefined) return there?.ino === known.ino && there.dev === known.dev;
      // SQLite makes the log when it first writes.
      if (there !== undefined) {
        const handle = files.open(name, 'r');
        held.set(name, { handle, stats: fstatSync(handle) });
      }
      return true;
    } catch {
      // A drive that cannot tell.
      return true;
    }
  }

  const place: HeldPlace = {
    gone() {
      if (process.platform === 'win32') return null;
      if (!isKept(path)) return 'file';
      return isKept(`${path}-wal`) ? null : 'log';
    },
    release() {
      for (const { handle } of held.values()) closeSync(handle);
      held.clear();
    },
  };
  place.gone();
  return place;
}
