import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import { settingReason } from './setting-reason.ts';
import { settingsSchema, type Settings } from './settings-schema.ts';
import { errorCode } from '#main/base/error-words.ts';

/** One thing that is wrong with the settings file: where (`lcm.url`; '' for the file as a whole) and why. */
export interface SettingsFault {
  readonly path: string;
  readonly reason: Reason;
}

export interface LoadedSettings {
  readonly settings: Settings;
  readonly faults: readonly SettingsFault[];
  /** Settings in the file that no longer have a say, such as `lcm.transports`. */
  readonly retired: readonly string[];
  /** Name of the copy that was kept of a faulty file, in the same folder; null where there is none. */
  readonly keptAs: string | null;
}

const FILE = 'settings.json';

/** Settings that had a say once. A file that has one stays valid. */
const RETIRED: readonly (readonly [section: string, name: string])[] = [['lcm', 'transports']];

/**
 * Reads `settings.json` of the data folder. Afterword never writes that file: it belongs to the administrator.
 *
 * A missing file means defaults. Of a faulty one, a copy is kept aside, each section without a fault is used, and the
 * faulty sections fall back to their defaults; the faults are returned for the screen. It does not throw.
 */
export function loadSettings(dataDir: string): LoadedSettings {
  const path = join(dataDir, FILE);
  if (!existsSync(path)) return { settings: settingsSchema.parse({}), faults: [], retired: [], keptAs: null };
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    return {
      settings: settingsSchema.parse({}),
      faults: [{ path: '', reason: reason('fileUnreadable', { code: errorCode(error) ?? '?' }) }],
      retired: [],
      keptAs: null,
    };
  }
  const read = readSettings(text);
  return { ...read, keptAs: read.faults.length > 0 ? keepCopy(dataDir, path, text) : null };
}

/** The settings in a text, as far as they are sound, and what is wrong with the rest. */
export function readSettings(text: string): Omit<LoadedSettings, 'keptAs'> {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    return {
      settings: settingsSchema.parse({}),
      faults: [{ path: '', reason: notJson((error as Error).message) }],
      retired: [],
    };
  }
  const { value, retired } = withoutRetired(written);
  const whole = settingsSchema.safeParse(value);
  if (whole.success) return { settings: whole.data, faults: [], retired };
  return {
    settings: soundSections(value),
    faults: whole.error.issues.flatMap((issue) => describe(issue, value)),
    retired,
  };
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

/** Section by section, so that a slip in one does not undo the others. */
function soundSections(value: unknown): Settings {
  const sound: Record<string, unknown> = {};
  if (isJsonObject(value)) {
    for (const [name, schema] of Object.entries(settingsSchema.shape)) {
      if (Object.hasOwn(value, name) && schema.safeParse(value[name]).success) sound[name] = value[name];
    }
  }
  return settingsSchema.parse(sound);
}

function describe(issue: z.core.$ZodIssue, settings: unknown): SettingsFault[] {
  const why = settingReason(issue, valueAt(settings, issue.path));
  const path = issue.path.map(String);
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
  return paths.map((each) => ({ path: each.join('.'), reason: why }));
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    settings,
  );
}

/** V8 ends its message with the place, where there is one. */
function notJson(message: string): Reason {
  const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec(message) ?? [];
  return line === undefined || column === undefined
    ? reason('notJson')
    : reason('notJsonAt', { line, column });
}

/** One copy for each distinct content, however often the app starts with it. */
function keepCopy(dataDir: string, path: string, text: string): string | null {
  const name = `settings.faulty-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
  try {
    if (!existsSync(join(dataDir, name))) copyFileSync(path, join(dataDir, name));
    return name;
  } catch {
    return null;
  }
}
