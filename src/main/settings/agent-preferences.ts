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

/** How many agents of one machine are remembered. The one whose last change is oldest is forgotten first. */
const MAX_AGENTS = 200;

/** Each agent's preferences are parsed separately, so if a newer Afterword wrote some, only those are lost. */
const fileSchema = z.strictObject({ agents: z.array(z.tuple([z.string().max(256), z.unknown()])) });

/** The preferences of each agent of this machine, in `preferences.json` beside the settings. */
export interface AgentPreferences {
  /** @param agent null if nobody is signed in; those preferences are kept too */
  of(agent: string | null): Preferences;
  /** @throws NotSavedError; then nothing is changed */
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
      const next = [...others, mine].slice(-MAX_AGENTS);
      file.write({ agents: next });
      agents = new Map(next);
    },
  };
}

/** Drops the fields that are `undefined`. */
function named(change: PreferenceChange): Partial<Preferences> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** Keeps the sound fields; the others get their defaults. */
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
