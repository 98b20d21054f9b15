import type { z } from 'zod';
import { orElse } from '#main/base/or-else.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import { settingKind } from './setting-kind.ts';
import { settingsSchema } from './settings-schema.ts';
import { membersOf } from './settings-tree.ts';

type Schema = z.core.$ZodType;

/**
 * The settings of a place that knows texts and numbers only, with the types of the schema. Such a place does not tell capital
 * letters apart in names. What has no such type stays as it is, so that the schema says what is wrong.
 */
export function typedSettings(value: unknown, schema: Schema = settingsSchema): unknown {
  const members = membersOf(schema);
  if (members === null) return typed(schema, value);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([written, below]) => {
      const name = nameLike(Object.keys(members), written);
      const member = name === undefined ? undefined : members[name];
      return [name ?? written, member === undefined ? below : typedSettings(below, member)];
    }),
  );
}

/** The name that differs in capital letters at most. */
export function nameLike(names: readonly string[], written: string): string | undefined {
  return names.find((name) => name.toLowerCase() === written.toLowerCase());
}

function typed(schema: Schema, value: unknown): unknown {
  const { kind } = settingKind(schema);
  if (kind === 'switch')
    return value === 1 || value === '1' ? true : value === 0 || value === '0' ? false : value;
  if (typeof value !== 'string') return value;
  if (kind === 'number') return /^-?\d+$/.test(value) ? Number(value) : value;
  if (kind !== 'json' && kind !== 'texts') return value;
  return orElse(() => JSON.parse(value) as unknown, value);
}
