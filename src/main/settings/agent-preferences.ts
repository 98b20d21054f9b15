import { join } from 'node:path';
import { z } from 'zod';
import { isJsonObject } from '#shared/lcm/json.ts';
import { keysProblem } from '#shared/contract/forbidden-keys.ts';
import { platformOf, type Platform } from '#shared/contract/keyboards.ts';
import { preferencesSchema } from '#shared/contract/preferences-schema.ts';
import {
  DEFAULT_PREFERENCES,
  type PreferenceChange,
  type Preferences,
} from '#shared/contract/preferences.ts';
import type { ShortcutName } from '#shared/contract/shortcuts.ts';
import { keptFile } from './kept-file.ts';

/** How many agents of one machine are remembered. The one whose last change is oldest is forgotten first. */
const MAX_AGENTS = 200;

/** Each agent's preferences are parsed separately, so if a newer Afterword wrote some, only those are lost. */
const fileSchema = z.strictObject({ agents: z.array(z.tuple([z.string().max(256), z.unknown()])) });

/** The preferences of each agent of this machine, in `preferences.json` beside the settings. */
export interface AgentPreferences {
  /**
   * Shortcuts that cannot be on this system are left out, so that the default keys apply.
   *
   * @param agent null if nobody is signed in; those preferences are kept too
   */
  of(agent: string | null): Preferences;
  /** The keys of the agent's shortcuts that are left out: they write a character here, or the system needs them. */
  forbiddenKeys(agent: string | null): string[];
  /** @throws NotSavedError; then nothing is changed */
  change(agent: string | null, change: PreferenceChange): void;
}

export function agentPreferences(
  dataDir: string,
  platform: Platform = platformOf(process.platform),
): AgentPreferences {
  const file = keptFile(join(dataDir, 'preferences.json'), fileSchema);
  let agents = new Map(file.read()?.agents.map(([agent, saved]) => [agent, readPreferences(saved)]));
  const kept = (agent: string | null): Preferences => agents.get(agent ?? '') ?? DEFAULT_PREFERENCES;
  const isForbidden = ([name, keys]: readonly [string, string]): boolean =>
    keysProblem(keys, name as ShortcutName, platform) !== null;

  function of(agent: string | null): Preferences {
    const shortcuts = Object.entries(kept(agent).shortcuts).filter((each) => !isForbidden(each));
    return { ...kept(agent), shortcuts: Object.fromEntries(shortcuts) };
  }

  return {
    of,
    forbiddenKeys: (agent) =>
      Object.entries(kept(agent).shortcuts)
        .filter(isForbidden)
        .map(([, keys]) => keys),
    change(agent, change) {
      const others = [...agents].filter(([each]) => each !== (agent ?? ''));
      const mine: [string, Preferences] = [agent ?? '', { ...kept(agent), ...named(change) }];
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
function readPreferences(saved: unknown): Preferences {
  const sound: Record<string, unknown> = { ...DEFAULT_PREFERENCES };
  if (isJsonObject(saved)) {
    for (const [name, schema] of Object.entries(preferencesSchema.shape)) {
      const read = schema.safeParse(saved[name]);
      if (read.success) sound[name] = read.data;
    }
  }
  return preferencesSchema.parse(sound);
}
