import { createRequire } from 'node:module';
import { errorCode } from '#main/base/error-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Found, SettingsSource } from './source.ts';

/** Where Group Policy writes, under each of the two hives. Ordinary users cannot write there. */
export const POLICY_KEY = String.raw`SOFTWARE\Policies\Afterword`;

type Hive = 'HKLM' | 'HKCU';
/** What a value can be, as native-reg tells it. */
type RegistryValue = string | number | bigint | string[] | Uint8Array | null;

/** What is needed of the registry. Paths are below a hive and have backslashes. */
export interface Registry {
  /** The values and the names of the keys below a key; null if there is no such key. @throws if it cannot be read */
  read(
    hive: Hive,
    path: string,
  ): { readonly values: ReadonlyMap<string, RegistryValue>; readonly keys: readonly string[] } | null;
}

/** The policy of the machine, or of the user, in the registry of Windows. */
export function registryPolicy(
  kind: 'machinePolicy' | 'userPolicy',
  registry: () => Registry,
): SettingsSource {
  const hive = kind === 'machinePolicy' ? 'HKLM' : 'HKCU';
  const find = (): Found | null => {
    try {
      const value = tree(registry(), hive, POLICY_KEY);
      return value === null ? null : { value, asText: true };
    } catch (error) {
      return { problem: reason('fileUnreadable', { code: errorCode(error) ?? '?' }) };
    }
  };
  return { kind, name: `${hive}\\${POLICY_KEY}`, find, mark: () => JSON.stringify(find()) };
}

/** Keys become groups, values their members. Several lines of a text are one text. Null if nothing is there: GPOs leave empty keys. */
function tree(registry: Registry, hive: Hive, path: string): Record<string, unknown> | null {
  const found = registry.read(hive, path);
  if (found === null) return null;
  const values = [...found.values].map(
    ([name, value]) => [name, Array.isArray(value) ? value.join('\n') : plain(value)] as const,
  );
  const groups = found.keys.flatMap((name) => {
    const below = tree(registry, hive, `${path}\\${name}`);
    return below === null ? [] : [[name, below] as const];
  });
  const all = [...values, ...groups];
  return all.length === 0 ? null : Object.fromEntries<unknown>(all);
}

/** A value that JSON knows: the types that no policy writes become a text, which the schema then refuses. */
function plain(value: RegistryValue): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : String(value);
}

/** The registry of this machine, in its 64-bit view. In process, so no program has to be found, and texts keep their letters. */
export function windowsRegistry(): Registry {
  const native = createRequire(import.meta.url)('native-reg') as typeof import('native-reg');
  const hives = { HKLM: native.HKLM, HKCU: native.HKCU };
  return {
    read(hive, path) {
      const key = native.openKey(hives[hive], path, native.Access.READ | native.Access.WOW64_64KEY);
      if (key === null) return null;
      try {
        const values = native
          .enumValueNames(key)
          .map((name) => [name, native.queryValue(key, name)] as const);
        return { values: new Map(values), keys: native.enumKeyNames(key) };
      } finally {
        native.closeKey(key);
      }
    },
  };
}
