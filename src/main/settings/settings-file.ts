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

/** One fault in the settings file: where (`lcm.url`; '' for the whole file) and why. */
export interface SettingsFault {
  readonly path: string;
  readonly reason: Reason;
}

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
 * Reads `settings.json` of the data folder. Afterword never writes that file: it belongs to the administrator.
 *
 * If the file is missing, the defaults apply. If it is faulty, a copy is kept, its sound sections are used, and the
 * faulty sections get their defaults. The faults are returned for the screen. Does not throw.
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

/** The sound sections of a settings text, and the faults in the rest. */
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

/**
 * Whether these settings open the demo: only if they are sound. A typing error in them must not send real wrap-ups to a
 * simulator.
 */
export function opensDemo({ settings, faults }: Pick<LoadedSettings, 'settings' | 'faults'>): boolean {
  return settings.lcm.url === '' && faults.length === 0;
}

/** Checks each section by itself, so that a mistake in one does not affect the others. */
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

/** V8 ends its message with the position, if it knows one. */
function notJson(message: string): Reason {
  const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec(message) ?? [];
  return line === undefined || column === undefined
    ? reason('notJson')
    : reason('notJsonAt', { line, column });
}

/** Keeps one copy per content, however often the app starts with it. */
function keepCopy(dataDir: string, path: string, text: string): string | null {
  const name = `settings.faulty-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
  try {
    if (!existsSync(join(dataDir, name))) copyFileSync(path, join(dataDir, name));
    return name;
  } catch {
    return null;
  }
}
