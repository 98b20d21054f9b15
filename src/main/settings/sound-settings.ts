import type { z } from 'zod';
import { isJsonObject } from '#shared/lcm/json.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { nearestName } from './known-names.ts';
import { settingReason } from './setting-reason.ts';
import { settingsSchema } from './settings-schema.ts';
import { membersOf, SETTINGS, valueAt } from './settings-tree.ts';

/** What is wrong at one place of the settings: where (`lcm.url`; '' for all of them) and why. */
export interface Fault {
  readonly path: string;
  readonly reason: Reason;
}

type Path = readonly PropertyKey[];
type Schema = z.core.$ZodType;

/**
 * The lists whose entries mean another thing without one of their parts: a mapping without its `agent` would bring the
 * calls of all agents, and a rule without its campaign would hold for all campaigns.
 */
const WHOLE_ENTRIES: readonly string[] = ['busEvents', 'form.rules'];

/** The sound settings of one place, by path, and what is wrong beside them. */
export interface SoundSettings {
  readonly values: ReadonlyMap<string, unknown>;
  readonly faults: readonly Fault[];
}

/**
 * The settings of one place without what is wrong in them, each checked by itself: rules between settings are checked where all
 * places come together. A wrong value, and a name that is not a setting, is left out by itself. A wrong entry of a list leaves
 * only that entry out. An entry of {@link WHOLE_ENTRIES} with a fault is left out whole.
 */
export function soundSettings(value: unknown): SoundSettings {
  const values = new Map<string, unknown>();
  const faults: Fault[] = [];
  walk(settingsSchema, value, [], values, faults);
  return { values, faults };
}

function walk(
  schema: Schema,
  value: unknown,
  path: readonly string[],
  values: Map<string, unknown>,
  faults: Fault[],
): void {
  const members = membersOf(schema);
  if (members === null) {
    const sound = soundValue(schema, value, path, faults);
    if (sound !== undefined) values.set(path.join('.'), sound);
    return;
  }
  if (!isJsonObject(value)) {
    faults.push({ path: path.join('.'), reason: reason('needsGroup') });
    return;
  }
  for (const [name, below] of Object.entries(value)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) faults.push(unknownName([...path, name]));
    else walk(member, below, [...path, name], values, faults);
  }
}

/** The sound part of one setting; undefined if nothing of it is sound. */
function soundValue(schema: Schema, value: unknown, at: readonly string[], faults: Fault[]): unknown {
  const unseen = unseenNames(value);
  for (const place of unseen) faults.push(unknownName([...at, ...place]));
  const seen =
    unseen.length === 0
      ? value
      : without(
          value,
          unseen.map((place) => placeOf(value, place, at)),
        );
  // What is missed inside may only come out once something else was left out.
  for (let rest = seen; rest !== undefined;) {
    const read = parse(schema, rest);
    if ('value' in read) return rest;
    const places: Path[] = [];
    for (const issue of read.issues.flatMap(unfold)) {
      const fault = toFault(issue, at, rest);
      if (!isConsequence(issue, fault.path, faults)) faults.push(fault);
      places.push(placeOf(rest, issue.path, at));
    }
    rest = places.some(({ length }) => length === 0) ? undefined : without(rest, places);
  }
  return undefined;
}

/** The places of names that the schemas of tables pass over without a word. */
function unseenNames(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) =>
    name === '__proto__' ? [[name]] : unseenNames(below).map((path) => [name, ...path]),
  );
}

/** What the schema makes of a value, or what it finds wrong. */
export function parse<T extends Schema>(
  schema: T,
  value: unknown,
): { readonly value: z.output<T> } | { readonly issues: readonly z.core.$ZodIssue[] } {
  // Settings are read a few times in the life of the app. Code that zod makes for many readings takes longer than these.
  const read = (schema as unknown as z.ZodType<z.output<T>>).safeParse(value, { jitless: true });
  return read.success ? { value: read.data } : { issues: read.error.issues };
}

/** Whether a value is only missed because it, or what gave its group one of several forms, was left out for a fault. */
function isConsequence(issue: z.core.$ZodIssue, path: string, told: readonly Fault[]): boolean {
  // An unknown name is left out with its fault. There may be very many.
  if (issue.code === 'unrecognized_keys') return false;
  return told.some(
    (fault) => fault.path === path || (issue.code === 'invalid_union' && fault.path.startsWith(`${path}.`)),
  );
}

/** One issue for each unknown name, at its place. */
export function unfold(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
}

/** @param at where the value stands in the settings; the issue's path begins there */
export function toFault(issue: z.core.$ZodIssue, at: readonly string[], value: unknown): Fault {
  const path = [...at, ...issue.path];
  return issue.code === 'unrecognized_keys'
    ? unknownName(path)
    : { path: path.map(String).join('.'), reason: settingReason(issue, valueAt(value, issue.path)) };
}

function unknownName(path: Path): Fault {
  const whole = path.map(String).join('.');
  // Somebody has written a path as the documents have it in place of groups in each other.
  const nearest = SETTINGS.has(whole) ? grouped(String(path.at(-1))) : nearestName(settingsSchema, path);
  return {
    path: whole,
    reason: nearest === null ? reason('notASetting') : reason('notThisSetting', { nearest }),
  };
}

/** `"lcm": { "url": … }` for `lcm.url`. */
function grouped(name: string): string {
  const [outer = '', ...inner] = name.split('.');
  return `"${outer}": ${inner.reduceRight((below, each) => `{ "${each}": ${below} }`, '…')}`;
}

/**
 * What has to be left out of a value: what is wrong in it or, where something is missing, the group that lacks it; [] for all
 * of it.
 */
export function placeOf(value: unknown, path: Path, at: readonly string[]): Path {
  if (WHOLE_ENTRIES.includes(at.join('.')) && path.length > 1) return path.slice(0, 1);
  return path.length === 0 || valueAt(value, path) !== undefined
    ? path
    : placeOf(value, path.slice(0, -1), at);
}

/** Leaves out the values at these places, and a list whose every entry is one of them. */
export function without(value: unknown, places: readonly Path[]): unknown {
  const here = new Set<string>();
  const inside = new Map<string, Path[]>();
  for (const [head, ...rest] of places) {
    const key = String(head);
    if (rest.length === 0) {
      here.add(key);
      continue;
    }
    const left = inside.get(key) ?? [];
    left.push(rest);
    inside.set(key, left);
  }
  const below = (key: string, each: unknown): unknown => {
    const left = inside.get(key);
    return left === undefined ? each : without(each, left);
  };
  if (Array.isArray(value)) {
    const kept = value.flatMap((each, at) => (here.has(String(at)) ? [] : [below(String(at), each)]));
    return kept.length === 0 ? undefined : kept;
  }
  if (!isJsonObject(value)) return undefined;
  const kept = Object.entries(value)
    .filter(([key]) => !here.has(key))
    .map(([key, each]) => [key, below(key, each)] as const)
    .filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept);
}
