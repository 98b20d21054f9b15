import { join } from 'node:path';
import { z } from 'zod';
import { keptFile } from './kept-file.ts';

const agentFileSchema = z.strictObject({ userId: z.string().min(1).max(256) });

/** Who is signed in. Kept in its own file, because Afterword never writes the administrator's settings file. */
export interface AgentFile {
  /** The agent who signed in last on this machine, or null. An unreadable file counts as missing. */
  read(): string | null;
  /** @throws NotSavedError; then the file is unchanged */
  write(userId: string): void;
}

export function agentFile(dataDir: string): AgentFile {
  const file = keptFile(join(dataDir, 'agent.json'), agentFileSchema);
  return {
    read: () => file.read()?.userId ?? null,
    write(userId) {
      file.write({ userId });
    },
  };
}
