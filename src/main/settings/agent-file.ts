import { join } from 'node:path';
import { z } from 'zod';
import { keptFile } from './kept-file.ts';

/** Where somebody signed in. */
export interface SignInPlace {
  /** Names the LCM: an agent of the demo, or of one LCM, may be somebody else at another. */
  readonly lcm: string;
  /** The agent whom the settings named; '' for none. */
  readonly agentOfSettings: string;
}

const agentFileSchema = z.strictObject({
  userId: z.string().min(1).max(256),
  lcm: z.string(),
  agentOfSettings: z.string(),
});

/** Who signed in. It has its own file, since Afterword never writes the administrator's settings file. */
export interface AgentFile {
  /**
   * The agent who signed in last. Null if that was to another LCM, or if the settings have named another agent since.
   * An unreadable file counts as missing.
   */
  read(): string | null;
  /** @throws NotSavedError; then the file is unchanged */
  write(userId: string): void;
}

export function agentFile(dataDir: string, { lcm, agentOfSettings }: SignInPlace): AgentFile {
  const file = keptFile(join(dataDir, 'agent.json'), agentFileSchema);
  return {
    read() {
      const kept = file.read();
      if (kept?.lcm !== lcm) return null;
      return ['', kept.agentOfSettings].includes(agentOfSettings) ? kept.userId : null;
    },
    write(userId) {
      file.write({ userId, lcm, agentOfSettings });
    },
  };
}
