import type { z } from 'zod';
import { isJsonObject } from '#shared/lcm/json.ts';
import { settingsSchema } from './settings-schema.ts';

/**
 * The settings as a tree of groups. Each of its ends is one setting: a value, a list, or a table whose names the site chooses,
 * such as `lcm.headers`. One setting comes from one place as a whole.
 */

type Schema = z.core.$ZodType;

/** The members of a group; null for a setting. What has a default of its own as a whole is one setting. */
export function membersOf(schema: Schema): Readonly<Record<string, Schema>> | null {
  const def = schema._zod.def as {
    type: string;
    innerType?: Schema;
    shape?: Readonly<Record<string, Schema>>;
  };
  if (def.type === 'prefault' && def.innerType !== undefined) return membersOf(def.innerType);
  return def.type === 'object' ? (def.shape ?? {}) : null;
}

/** Every setting, by its path, such as `lcm.url`. The name of the schema file is none. */
export const SETTINGS: ReadonlyMap<string, Schema> = new Map(
  settingsBelow(settingsSchema, '').filter(([path]) => path !== '$schema'),
);

function settingsBelow(schema: Schema, path: string): [string, Schema][] {
  const members = membersOf(schema);
  if (members === null) return [[path, schema]];
  return Object.entries(members).flatMap(([name, below]) =>
    settingsBelow(below, path === '' ? name : `${path}.${name}`),
  );
}

/** Whether a path is the other one, or below it. Everything is below ''. */
export function isWithin(path: string, other: string): boolean {
  return other === '' || path === other || path.startsWith(`${other}.`);
}

/** The value at a place; undefined if there is none. */
export function valueAt(settings: unknown, place: readonly PropertyKey[]): unknown {
  return place.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    settings,
  );
}

/** The setting at a path or above it, else the group at it or above it that is known; '' for all settings. */
export function knownAbove(path: string): string {
  const known = [...SETTINGS.keys()];
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const above = parts.slice(0, length).join('.');
    if (known.some((each) => isWithin(each, above))) return above;
  }
  return '';
}

/** A tree with these values at these paths. */
export function treeOf(values: Iterable<readonly [path: string, value: unknown]>): object {
  const tree: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const names = path.split('.');
    let group = tree;
    for (const name of names.slice(0, -1)) {
      const below = group[name];
      group = isJsonObject(below) ? below : (group[name] = {});
    }
    group[names.at(-1) ?? ''] = value;
  }
  return tree;
}
