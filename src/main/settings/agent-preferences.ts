import { join } from 'node:path';
import { z } from 'zod';
import { isJsonObject } from '#shared/lcm/json.ts';
import { preferencesSchema } from '#shared/contract/preferences-schema.ts';
import {
  DEFAULT_PREFERENCES,
  type PreferenceChange,
  type Preferences,
} from '#shared/contract/preferences.ts';
import { keptFile } from './kept-file.ts';

/** So many agents of one machine are remembered; whoever changed theirs longest ago is forgotten first. */
const MOST_AGENTS = 200;

/** Each agent's preferences are read by themselves, so that one that a newer Afterword wrote costs that one only. */
const fileSchema = z.strictObject({ agents: z.array(z.tuple([z.string().max(256), z.unknown()])) });

/** What each agent of this machine prefers, in `preferences.json` beside the settings. */
export interface AgentPreferences {
  /** @param agent null where nobody is signed in, who has preferences as well */
  of(agent: string | null): Preferences;
  /** @throws NotSavedError; then all is as it was */
  change(agent: string | null, change: PreferenceChange): void;
}

export function agentPreferences(dataDir: string): AgentPreferences {
  const file = keptFile(join(dataDir, 'preferences.json'), fileSchema);
  let agents = new Map(file.read()?.agents.map(([agent, kept]) => [agent, readPreferences(kept)]));
  const of = (agent: string | null): Preferences => agents.get(agent ?? '') ?? DEFAULT_PREFERENCES;
  return {
    of,
    change(agent, change) {
      const others = [...agents].filter(([each]) => each !== (agent ?? ''));
      const mine: [string, Preferences] = [agent ?? '', { ...of(agent), ...named(change) }];
      const next = [...others, mine].slice(-MOST_AGENTS);
      file.write({ agents: next });
      agents = new Map(next);
    },
  };
}

/** Without what was left out by `undefined`. */
function named(change: PreferenceChange): Partial<Preferences> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** Whatever of it is sound; the default of the rest. */
function readPreferences(kept: unknown): Preferences {
  const sound: Record<string, unknown> = { ...DEFAULT_PREFERENCES };
  if (isJsonObject(kept)) {
    for (const [name, schema] of Object.entries(preferencesSchema.shape)) {
      const read = schema.safeParse(kept[name]);
      if (read.success) sound[name] = read.data;
    }
  }
  return preferencesSchema.parse(sound);
}
