import { join } from 'node:path';
import { readAddress } from '#main/lcm/link/address.ts';
import { fileMark, readSettingsFile } from '#main/site/read-file.ts';
import type { Found, SettingsSource } from '#main/site/source.ts';
import { keepCopy } from './faulty-copies.ts';
import { SITE_KINDS, type Origin } from './layers.ts';
import { mergeSettings, type MergedSettings } from './merge-settings.ts';
import { readSource } from './read-source.ts';
import { settingsSchema } from './settings-schema.ts';
import { isWithin } from './settings-tree.ts';

export interface LoadedSettings extends MergedSettings {
  /** Settings that no longer have an effect, such as `lcm.transports`. */
  readonly retired: readonly string[];
  /** Whether the site has settings for this machine. */
  readonly managed: boolean;
  /** Name of the copy of a faulty file of the user, in the same folder; null if there is none. */
  readonly keptAs: string | null;
}

export const settingsPath = (dataDir: string): string => join(dataDir, 'settings.json');

/** The user's own settings file, in the data folder. */
function userFile(dataDir: string): SettingsSource {
  const path = settingsPath(dataDir);
  return { kind: 'userFile', name: path, find: () => readSettingsFile(path), mark: () => fileMark(path) };
}

/** The user's settings that go with the profile, where the data do not. @param folder in the profile; null if there is none */
export function settingsOfProfile(folder: string | null): SettingsSource[] {
  return folder === null ? [] : [userFile(folder)];
}

/** The places without that one, for another data folder than the usual one. */
export function withoutProfile(site: readonly SettingsSource[]): SettingsSource[] {
  return site.filter(({ kind }) => kind !== 'userFile');
}

/** Where the user's settings are, or would be: the file of this machine, else the one that goes with the user. */
export function usersFile(
  dataDir: string,
  site: readonly SettingsSource[],
): { readonly path: string; readonly isThere: boolean } {
  const all = allSources(dataDir, site).filter(({ kind }) => kind === 'userFile');
  const there = all.findLast((source) => source.find() !== null);
  return { path: there?.name ?? settingsPath(dataDir), isThere: there !== undefined };
}

/** All places of settings. Where the data lie in the profile, both files of the user are one. */
export function allSources(dataDir: string, site: readonly SettingsSource[]): SettingsSource[] {
  const own = userFile(dataDir);
  return [...site.filter(({ name }) => name !== own.name), own];
}

/**
 * The settings of all places: those of the site, and `settings.json` of the data folder, which Afterword never changes
 * (`write-settings.ts` writes the first one). A place that is missing says nothing.
 *
 * If the user's file is faulty, a copy is kept. Everywhere, sound settings are used, faulty ones are left out, and the faults are
 * returned for the screen. Does not throw.
 *
 * @param site the places beside the user's file; on Windows also the user's file that goes with the profile, which is weaker
 * @param keepFaulty false for a look that changes nothing in the folder
 */
export function loadSettings(
  dataDir: string,
  site: readonly SettingsSource[],
  keepFaulty = true,
): LoadedSettings {
  const found = findAll(allSources(dataDir, site));
  const loaded = mergeFound(found);
  const faulty = loaded.faults.find(({ origin }) => origin.source === 'userFile')?.origin.name;
  const own = found.find(({ source }) => source.kind === 'userFile' && source.name === faulty)?.found;
  const keptAs = keepFaulty && own !== undefined && 'bytes' in own ? keepCopy(dataDir, own.bytes) : null;
  return { ...loaded, keptAs };
}

export interface FoundSource {
  readonly source: SettingsSource;
  readonly found: Found;
}

/** The places where something is. */
export function findAll(sources: readonly SettingsSource[]): FoundSource[] {
  return sources.flatMap((source) => {
    const found = source.find();
    return found === null ? [] : [{ source, found }];
  });
}

export function mergeFound(found: readonly FoundSource[]): Omit<LoadedSettings, 'keptAs'> {
  const read = found.map((each) => readSource(each.source, each.found));
  const merged = mergeSettings(
    read.flatMap(({ layers }) => layers),
    read.some(({ unsure }) => unsure) ? [''] : [],
  );
  const { url } = merged.settings.lcm;
  const address = readAddress(url);
  const origin = merged.origins.get('lcm.url');
  const unsafe =
    url === '' || address.ok || origin === undefined
      ? []
      : [{ path: 'lcm.url', reason: address.reason, origin }];
  return {
    ...merged,
    faults: [...read.flatMap(({ faults }) => faults), ...merged.faults, ...unsafe],
    retired: read.flatMap(({ retired }) => retired),
    managed: found.some(({ source }) => SITE_KINDS.has(source.kind)),
  };
}

/** Whether the site has locked a setting, or may have: then nobody else can set it. */
export function isLocked(
  {
    origins,
    withheld,
  }: { readonly origins: ReadonlyMap<string, Origin>; readonly withheld: readonly string[] },
  path: string,
): boolean {
  return origins.get(path)?.section === 'locked' || withheld.some((above) => isWithin(path, above));
}

/**
 * Whether these settings open the demo: only if they are sound, and nobody manages the machine. A typing error in them must not
 * send real wrap-ups to a simulator.
 */
export function opensDemo({
  settings,
  faults,
  managed,
}: Pick<LoadedSettings, 'settings' | 'faults' | 'managed'>): boolean {
  return settings.lcm.url === '' && faults.length === 0 && !managed;
}

/**
 * How many days the history is kept; 0, for ever, if a fault may hide what the administrator wants. What is deleted does
 * not come back.
 */
export function retentionDays({
  settings,
  faults,
  withheld,
}: Pick<LoadedSettings, 'settings' | 'faults' | 'withheld'>): number {
  const isOfAnother = (section: string): boolean =>
    section !== 'history' && Object.hasOwn(settingsSchema.shape, section);
  const isSure =
    faults.every(({ path }) => isOfAnother(path.split('.')[0] ?? '')) &&
    !withheld.some((above) => isWithin('history.retentionDays', above));
  return isSure ? settings.history.retentionDays : 0;
}
