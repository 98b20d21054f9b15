import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeDurably } from '#main/base/durable-file.ts';
import { files } from '#main/base/patient-files.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The name by which the site finds this machine: that of the settings, else a random id that is kept in the data folder. If
 * it cannot be kept, the next start has another one.
 *
 * @param setting `metrics.machine`
 */
export function machineName(dataDir: string, setting: string): string {
  if (setting !== '') return setting.replaceAll('{hostname}', hostname());
  const path = join(dataDir, 'afterword.machine');
  try {
    const kept = files.read(path).toString().trim();
    if (UUID.test(kept)) return kept;
  } catch {
    // There is none yet.
  }
  const made = randomUUID();
  try {
    writeDurably(path, `${made}\n`);
  } catch {
    // A folder that cannot be written to says so elsewhere.
  }
  return made;
}
