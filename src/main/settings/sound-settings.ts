import type { z } from 'zod';
import { isJsonObject } from '#shared/lcm/json.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { nearestName } from './known-names.ts';
import { settingReason } from './setting-reason.ts';
import { settingsSchema, type Settings } from './settings-schema.ts';

/** One fault in the settings file: where (`lcm.url`; '' for the whole file) and why. */
export interface SettingsFault {
  readonly path: string;
  readonly reason: Reason;
}

type Path = readonly PropertyKey[];

/**
 * The lists whose entries mean another thing without one of their parts: a mapping without its `agent` would bring the
 * calls of all agents, and a rule without its campaign would hold for all campaigns.
 */
const WHOLE_ENTRIES: readonly Path[] = [['busEvents'], ['form', 'rules']];

/**
 * The settings of a file without what is wrong in it. A wrong value, and a name that is not a setting, is left out by
 * itself: everything around it stays, and its own default applies. A wrong entry of a list leaves only that entry out.
 * An entry of {@link WHOLE_ENTRIES} with a fault is left out whole.
 */
export function soundSettings(value: unknown): { settings: Settings; faults: SettingsFault[] } {
  const faults: SettingsFault[] = [];
  // A rule that compares two settings is checked only once both are sound, so it may take several rounds.
  for (let rest = value; ;) {
    const read = settingsSchema.safeParse(rest);
    if (read.success) return { settings: read.data, faults };
    const issues = read.error.issues.flatMap(unfold);
    for (const issue of issues) {
      const fault = toFault(issue, rest);
      if (!isConsequence(issue, fault.path, faults)) faults.push(fault);
    }
    rest = without(
      rest,
      issues.map(({ path }) => placeOf(rest, path)),
    );
  }
}

/** Whether a value is only missed because it, or what gave its group one of several forms, was left out for a fault. */
function isConsequence(issue: z.core.$ZodIssue, path: string, told: readonly SettingsFault[]): boolean {
  return told.some(
    (fault) => fault.path === path || (issue.code === 'invalid_union' && fault.path.startsWith(`${path}.`)),
  );
}

/** One issue for each unknown name, at its place. */
function unfold(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
}

function toFault(issue: z.core.$ZodIssue, settings: unknown): SettingsFault {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys')
    return { path, reason: settingReason(issue, valueAt(settings, issue.path)) };
  const nearest = nearestName(settingsSchema, issue.path);
  return { path, reason: nearest === null ? reason('notASetting') : reason('notThisSetting', { nearest }) };
}

/** What has to be left out: the value itself or, where one is missing, the group that lacks it. */
function placeOf(settings: unknown, path: Path): Path {
  const list = WHOLE_ENTRIES.find((names) => names.every((name, at) => path[at] === name));
  if (list !== undefined && path.length > list.length) return path.slice(0, list.length + 1);
  return path.length === 0 || valueAt(settings, path) !== undefined
    ? path
    : placeOf(settings, path.slice(0, -1));
}

function valueAt(settings: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    settings,
  );
}

/** Leaves out the values at these places, and a list whose every entry is one of them. */
function without(value: unknown, places: readonly Path[]): unknown {
  if (places.some(({ length }) => length === 0)) return {};
  const isHere = (key: string): boolean =>
    places.some((place) => place.length === 1 && String(place[0]) === key);
  const below = (key: string, each: unknown): unknown => {
    const inside = places.filter((place) => place.length > 1 && String(place[0]) === key);
    return inside.length === 0
      ? each
      : without(
          each,
          inside.map((place) => place.slice(1)),
        );
  };
  if (Array.isArray(value)) {
    const kept = value.flatMap((each, at) => (isHere(String(at)) ? [] : [below(String(at), each)]));
    return kept.length === 0 ? undefined : kept;
  }
  if (!isJsonObject(value)) return {};
  const kept = Object.entries(value)
    .filter(([key]) => !isHere(key))
    .map(([key, each]) => [key, below(key, each)] as const)
    .filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept);
}
