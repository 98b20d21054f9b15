import { mergeFound, type LoadedSettings } from '#main/settings/settings-file.ts';
import type { Fault } from '#main/settings/sound-settings.ts';
import type { Found, SettingsSource, SourceKind } from '#main/site/source.ts';

/** A place of settings that holds what a test says. */
export function sourceOf(kind: SourceKind, found: Found | null, name: string = kind): SettingsSource {
  return { kind, name, find: () => found, mark: () => JSON.stringify(found) };
}

/** A file that holds this. */
export function fileOf(kind: SourceKind, value: unknown, name: string = kind): SettingsSource {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return sourceOf(kind, { bytes: Buffer.from(text) }, name);
}

/** The settings of these places, together. */
export function readPlaces(...sources: readonly SettingsSource[]): Omit<LoadedSettings, 'keptAs'> {
  return mergeFound(
    sources.flatMap((source) => {
      const found = source.find();
      return found === null ? [] : [{ source, found }];
    }),
  );
}

/** The settings of a user's file with this text, and its faults without their place. */
export function readSettings(text: string): Pick<LoadedSettings, 'settings' | 'retired'> & {
  readonly faults: readonly Fault[];
} {
  const { settings, faults, retired } = readPlaces(fileOf('userFile', text));
  return { settings, faults: faults.map(({ path, reason }) => ({ path, reason })), retired };
}
