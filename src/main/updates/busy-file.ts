import { join } from 'node:path';
import { z } from 'zod';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import type { Unquiet } from './quiet-moment.ts';

/** Tells other programs of this machine, in the data folder, that Afterword is not to be replaced now. */
export interface BusyFile {
  /** Says why not; null takes the word back. Does not throw: a folder that cannot be written to says so elsewhere. */
  say(why: Unquiet | null): void;
}

const busySchema = z.object({ pid: z.number().int().positive(), why: z.string() });

const pathIn = (dataDir: string): string => join(dataDir, 'afterword.busy');

export function busyFile(dataDir: string): BusyFile {
  /** Undefined before the first word: an earlier run may have left a file. */
  let said: Unquiet | null | undefined;
  return {
    say(why) {
      if (why === said) return;
      try {
        if (why === null) files.remove(pathIn(dataDir));
        else files.write(pathIn(dataDir), JSON.stringify({ pid: process.pid, why }), 0o600);
        said = why;
      } catch {
        // It is said again with the next change.
      }
    },
  };
}

/** Why the Afterword of this data folder is busy; null if it is not, or does not run. Changes nothing. */
export function busyOf(dataDir: string): string | null {
  const busy = orElse(() => busySchema.parse(JSON.parse(files.read(pathIn(dataDir)).toString())), null);
  return busy !== null && isRunning(busy.pid) ? busy.why : null;
}

/** Source: nodejs.org, `process.kill`: signal 0 only looks. A process of another user may not be signalled, but runs. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
