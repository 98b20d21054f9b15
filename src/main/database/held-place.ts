import { closeSync, fstatSync, statSync } from 'node:fs';
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
  const handles = new Map<string, number>();

  function isKept(name: string): boolean {
    try {
      const there = statSync(name, { throwIfNoEntry: false });
      const handle = handles.get(name);
      if (handle !== undefined) {
        const held = fstatSync(handle);
        return there !== undefined && there.ino === held.ino && there.dev === held.dev;
      }
      // SQLite makes the log when it first writes.
      if (there !== undefined) handles.set(name, files.open(name, 'r'));
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
      for (const handle of handles.values()) closeSync(handle);
      handles.clear();
    },
  };
  place.gone();
  return place;
}
