import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { files } from '#main/base/patient-files.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import { readAddress } from '#main/lcm/link/address.ts';
import { keepCopy } from './faulty-copies.ts';
import { settingsSchema, type Settings } from './settings-schema.ts';
import { decodeText, jsonWithComments, notJson } from './settings-text.ts';
import { soundSettings, type SettingsFault } from './sound-settings.ts';
import { errorCode } from '#main/base/error-words.ts';

export interface LoadedSettings {
  readonly settings: Settings;
  readonly faults: readonly SettingsFault[];
  /** Settings in the file that no longer have an effect, such as `lcm.transports`. */
  readonly retired: readonly string[];
  /** Name of the copy of a faulty file, in the same folder; null if there is none. */
  readonly keptAs: string | null;
}

export const settingsPath = (dataDir: string): string => join(dataDir, 'settings.json');

/** Settings without an effect. A file that still has one stays valid. */
const RETIRED: readonly (readonly [section: string, name: string])[] = [['lcm', 'transports']];

/**
 * Reads `settings.json` of the data folder. It belongs to the administrator, and Afterword never changes it
 * (`write-settings.ts` writes the first one).
 *
 * If the file is missing, the defaults apply. If it is faulty, a copy is kept, its sound settings are used, and the
 * faulty ones get their defaults. The faults are returned for the screen. Does not throw.
 *
 * @param keepFaulty false for a look that changes nothing in the folder
 */
export function loadSettings(dataDir: string, keepFaulty = true): LoadedSettings {
  const bytes = bytesOf(dataDir);
  if (!(bytes instanceof Uint8Array)) return { ...readNone(bytes), keptAs: null };
  const read = readSettings(decodeText(bytes));
  return { ...read, keptAs: keepFaulty && read.faults.length > 0 ? keepCopy(dataDir, bytes) : null };
}

/** What the file holds; null if there is none, and the reason if it cannot be read. */
export function bytesOf(dataDir: string): Uint8Array | Reason | null {
  const path = settingsPath(dataDir);
  if (!existsSync(path)) return null;
  try {
    return files.read(path);
  } catch (error) {
    return reason('fileUnreadable', { code: errorCode(error) ?? '?' });
  }
}

/** The sound settings of a text, and the faults in the rest. */
export function readSettings(text: string): Omit<LoadedSettings, 'keptAs'> {
  try {
    return readValue(JSON.parse(text), []);
  } catch {
    const fault = { path: '', reason: notJson(text) };
    const meant = jsonWithComments(text);
    return meant === null ? readNone(fault.reason) : readValue(meant, [fault]);
  }
}

function readValue(written: unknown, told: readonly SettingsFault[]): Omit<LoadedSettings, 'keptAs'> {
  const { value, retired } = withoutRetired(written);
  const { settings, faults } = soundSettings(value);
  const address = readAddress(settings.lcm.url);
  const unsafe = settings.lcm.url === '' || address.ok ? [] : [{ path: 'lcm.url', reason: address.reason }];
  return { settings, faults: [...told, ...faults, ...unsafe], retired };
}

/** @param why nothing could be read of a file; null if there is none */
function readNone(why: Reason | null): Omit<LoadedSettings, 'keptAs'> {
  const faults = why === null ? [] : [{ path: '', reason: why }];
  return { settings: settingsSchema.parse({}), faults, retired: [] };
}

function withoutRetired(written: unknown): { value: unknown; retired: string[] } {
  let value = written;
  const retired: string[] = [];
  for (const [section, name] of RETIRED) {
    const found = isJsonObject(value) ? value[section] : undefined;
    if (!isJsonObject(value) || !isJsonObject(found) || !Object.hasOwn(found, name)) continue;
    const others = Object.entries(found).filter(([each]) => each !== name);
    value = { ...value, [section]: Object.fromEntries(others) };
    retired.push(`${section}.${name}`);
  }
  return { value, retired };
}

/**
 * Whether these settings open the demo: only if they are sound. A typing error in them must not send real wrap-ups to a
 * simulator.
 */
export function opensDemo({ settings, faults }: Pick<LoadedSettings, 'settings' | 'faults'>): boolean {
  return settings.lcm.url === '' && faults.length === 0;
}

/**
 * How many days the history is kept; 0, for ever, if a fault may hide what the administrator wants. What is deleted does
 * not come back.
 */
export function retentionDays({ settings, faults }: Pick<LoadedSettings, 'settings' | 'faults'>): number {
  const isOfAnother = (section: string): boolean =>
    section !== 'history' && Object.hasOwn(settingsSchema.shape, section);
  return faults.every(({ path }) => isOfAnother(path.split('.')[0] ?? ''))
    ? settings.history.retentionDays
    : 0;
}
