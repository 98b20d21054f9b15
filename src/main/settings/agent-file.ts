import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { fileNotSaved } from '#main/database/errors.ts';

const agentFileSchema = z.strictObject({ userId: z.string().min(1).max(256) });

/** Who is signed in, kept beside the settings because Afterword never writes the administrator's file. */
export interface AgentFile {
  /** The agent who signed in last on this machine, or null. An unreadable file counts as nobody. */
  read(): string | null;
  /** @throws NotSavedError; then the file is as it was */
  write(userId: string): void;
}

export function agentFile(dataDir: string): AgentFile {
  const path = join(dataDir, 'agent.json');
  return {
    read() {
      try {
        return agentFileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).userId;
      } catch {
        return null;
      }
    },
    write(userId) {
      try {
        writeFileAtomic.sync(path, `${JSON.stringify({ userId })}\n`, { mode: 0o600 });
      } catch (error) {
        throw fileNotSaved(error);
      }
    },
  };
}
