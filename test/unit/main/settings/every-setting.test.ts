import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { textsOf, toView } from '#main/settings/settings-report.ts';
import { isWithin, SETTINGS, treeOf, valueAt } from '#main/settings/settings-tree.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import { fileOf, readPlaces } from '#test/support/read-settings.ts';

type Schema = z.core.$ZodType;

/** The kinds of schema that the settings are made of. */
type Def =
  | { readonly type: 'boolean' | 'number' | 'string' }
  | { readonly type: 'enum'; readonly entries: Readonly<Record<string, string>> }
  | { readonly type: 'literal'; readonly values: readonly unknown[] }
  | { readonly type: 'union'; readonly options: readonly Schema[] }
  | { readonly type: 'array'; readonly element: Schema }
  | { readonly type: 'record'; readonly valueType: Schema }
  | { readonly type: 'object'; readonly shape: Readonly<Record<string, Schema>> };

const names = fc.oneof(
  fc.string(),
  fc.constantFrom('7', ' 7', 'MANUAL', 'X-Key', '__proto__', 'constructor'),
);

/** What an administrator may write: mostly of the right kind, and at each place now and then anything else. */
const written = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: ofKind(schema) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });

function ofKind(schema: Schema): fc.Arbitrary<unknown> {
  const { innerType, in: inner = innerType } = schema._zod.def as { innerType?: Schema; in?: Schema };
  if (inner !== undefined) return ofKind(inner);
  const def = schema._zod.def as Def;
  switch (def.type) {
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.oneof(fc.integer({ min: -1, max: 100_000 }), fc.maxSafeInteger(), fc.double({ noNaN: true }));
    case 'string':
      return fc.oneof(fc.string(), fc.constantFrom('', ' ', '/a', ' /a ', 'https://a.example', '08:00'));
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'union':
      return fc.oneof(...def.options.map(written));
    case 'array':
      return fc.array(written(def.element), { maxLength: 4 });
    case 'record':
      return fc.dictionary(names, written(def.valueType), { maxKeys: 3 });
    case 'object': {
      const known = Object.entries(def.shape).map(([name, below]) => [name, written(below)] as const);
      const unknown = fc.oneof(
        fc.constant({}),
        fc.constant({}),
        fc.dictionary(names, fc.jsonValue(), { maxKeys: 1 }),
      );
      return fc
        .tuple(unknown, fc.record(Object.fromEntries(known), { requiredKeys: [] }))
        .map((parts) => Object.fromEntries(parts.flatMap(Object.entries)));
    }
    default:
      return fc.jsonValue();
  }
}

/** Whether a value says all that was written, but for blanks around a text. */
function says(value: unknown, all: unknown): boolean {
  if (typeof all === 'string') return typeof value === 'string' && value.trim() === all.trim();
  if (Array.isArray(all))
    return (
      Array.isArray(value) && value.length === all.length && all.every((each, at) => says(value[at], each))
    );
  if (isJsonObject(all))
    return (
      isJsonObject(value) &&
      Object.entries(all).every(([name, each]) => Object.hasOwn(value, name) && says(value[name], each))
    );
  return Object.is(value, all);
}

/** A setting that no other is checked with. */
const BESIDE = { path: 'form.commentCount', value: 'utf8Bytes' };

describe('whatever is written as a setting counts, or its fault is told, and everything beside it counts', () => {
  it.each([...SETTINGS].filter(([path]) => path !== BESIDE.path))('%s', (path, schema) => {
    fc.assert(
      fc.property(written(schema), fc.constantFrom('userFile', 'machineFile'), (value, kind) => {
        const tree = treeOf([
          [path, value],
          [BESIDE.path, BESIDE.value],
        ]);
        const source = fileOf(kind, JSON.stringify(kind === 'userFile' ? tree : { locked: tree }, null, 2));
        const { settings, faults } = readPlaces(source);
        expect(valueAt(settings, BESIDE.path.split('.'))).toBe(BESIDE.value);
        const group = path.split('.').slice(0, -1).join('.');
        for (const fault of faults) {
          expect(isWithin(fault.path, group)).toBe(true);
          const { place, path: shown, line } = toView(fault, textsOf([source]), settings);
          expect([place, shown.endsWith(fault.path), typeof line]).toEqual([kind, true, 'number']);
        }
        if (faults.length > 0) return;
        const at = (JSON.parse(JSON.stringify({ value })) as { value: unknown }).value;
        expect([at, says(valueAt(settings, path.split('.')), at)]).toEqual([at, true]);
      }),
    );
  });
});
