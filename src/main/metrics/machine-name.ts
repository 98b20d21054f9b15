import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeDurably } from '#main/base/durable-file.ts';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The name by which the site finds this machine: that of the settings, else a random id that is kept in the data folder. If
 * it cannot be kept, the next start has another one.
 *
 * @param setting `metrics.machine`
 */
export function machineName(dataDir: string, setting: string): string {
  const known = knownMachineName(dataDir, setting);
  if (known !== null) return known;
  const made = randomUUID();
  try {
    writeDurably(pathIn(dataDir), `${made}\n`);
  } catch {
    // A folder that cannot be written to says so elsewhere.
  }
  return made;
}

/** The same, but no id is made: null if there is none. */
export function knownMachineName(dataDir: string, setting: string): string | null {
  if (setting !== '') return setting.replaceAll('{hostname}', hostname());
  const kept = orElse(() => files.read(pathIn(dataDir)).toString().trim(), '');
  return UUID.test(kept) ? kept : null;
}

const pathIn = (dataDir: string): string => join(dataDir, 'afterword.machine');
