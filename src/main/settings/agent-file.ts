import { join } from 'node:path';
import { z } from 'zod';
import { keptFile } from './kept-file.ts';

/** Files of earlier versions have a further member. */
const agentFileSchema = z.object({ userId: z.string().min(1).max(256), lcm: z.string() });

/** Who signed in. It has its own file, since Afterword never writes the administrator's settings file. */
export interface AgentFile {
  /** The agent who signed in last. Null if that was to another LCM. An unreadable file counts as missing. */
  read(): string | null;
  /** @throws NotSavedError; then the file is unchanged */
  write(userId: string): void;
}

/** @param lcm names the LCM: an agent of the demo, or of one LCM, may be somebody else at another */
export function agentFile(dataDir: string, lcm: string): AgentFile {
  const file = keptFile(join(dataDir, 'agent.json'), agentFileSchema);
  return {
    read() {
      const kept = file.read();
      return kept?.lcm === lcm ? kept.userId : null;
    },
    write: (userId) => file.write({ userId, lcm }),
  };
}
