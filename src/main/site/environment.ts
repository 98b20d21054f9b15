import { resolve } from 'node:path';
import type { SettingsSource } from './source.ts';

/** The variables of the environment that are settings, all of them folders; a relative one is below the working folder. */
const VARIABLES: Readonly<Record<string, readonly [section: string, name: string]>> = {
  AFTERWORD_DATA_DIR: ['machine', 'dataFolder'],
};

/** What the environment of this start sets. An empty variable sets nothing. */
export function environmentSource(environment: Readonly<Record<string, string | undefined>>): SettingsSource {
  return {
    kind: 'environment',
    name: 'environment',
    mark: () => '',
    find() {
      const set = Object.entries(VARIABLES).flatMap(([variable, path]) => {
        const value = environment[variable];
        return value === undefined || value === '' ? [] : [[path, value] as const];
      });
      if (set.length === 0) return null;
      const value: Record<string, Record<string, string>> = {};
      for (const [[section, name], text] of set) (value[section] ??= {})[name] = resolve(text);
      return { value, asText: false };
    },
  };
}
