import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { files } from '#main/base/patient-files.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import { settingsSchema, type Settings } from './settings-schema.ts';
import { decodeText, notJson } from './settings-text.ts';
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

const FILE = 'settings.json';

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
  const path = join(dataDir, FILE);
  if (!existsSync(path)) return { settings: settingsSchema.parse({}), faults: [], retired: [], keptAs: null };
  let bytes: Uint8Array;
  try {
    bytes = files.read(path);
  } catch (error) {
    return { ...unread(reason('fileUnreadable', { code: errorCode(error) ?? '?' })), keptAs: null };
  }
  const read = readSettings(decodeText(bytes));
  return { ...read, keptAs: keepFaulty && read.faults.length > 0 ? keepCopy(dataDir, bytes) : null };
}

/** The sound settings of a text, and the faults in the rest. */
export function readSettings(text: string): Omit<LoadedSettings, 'keptAs'> {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    return unread(notJson(text));
  }
  const { value, retired } = withoutRetired(written);
  return { ...soundSettings(value), retired };
}

function unread(why: Reason): Omit<LoadedSettings, 'keptAs'> {
  return { settings: settingsSchema.parse({}), faults: [{ path: '', reason: why }], retired: [] };
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

/** Keeps one copy per content, however often the app starts with it. */
function keepCopy(dataDir: string, bytes: Uint8Array): string | null {
  const name = `settings.faulty-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.json`;
  try {
    if (!existsSync(join(dataDir, name))) files.write(join(dataDir, name), bytes, 0o600);
    return name;
  } catch {
    return null;
  }
}
