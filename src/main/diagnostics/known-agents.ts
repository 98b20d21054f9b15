import { join } from 'node:path';
import { isJsonObject } from '#shared/lcm/json.ts';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';

/** The names of agents in the files of the data folder: who signed in, and whose preferences are kept. Does not throw. */
export function agentsOfFolder(dataDir: string): string[] {
  const { userId } = read(join(dataDir, 'agent.json'));
  const { agents } = read(join(dataDir, 'preferences.json'));
  const preferring: unknown[] = Array.isArray(agents) ? agents.flat() : [];
  return [userId, ...preferring].filter((each) => typeof each === 'string');
}

function read(path: string): Record<string, unknown> {
  const value = orElse(() => JSON.parse(files.read(path).toString()) as unknown, null);
  return isJsonObject(value) ? value : {};
}
