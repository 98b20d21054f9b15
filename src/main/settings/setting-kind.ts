import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** How a setting can be written where there is no JSON, as in a policy: one value, a table of texts, or JSON as a text. */
export type SettingKind =
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'choice'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'text' }
  | { readonly kind: 'texts' }
  | { readonly kind: 'json' };

/** The largest number that a policy can hold: a DWORD. */
const LARGEST = 4_294_967_295;

export function settingKind(schema: Schema): SettingKind {
  const def = schema._zod.def as {
    type: string;
    innerType?: Schema;
    in?: Schema;
    out?: Schema;
    entries?: Readonly<Record<string, string>>;
    options?: readonly Schema[];
    valueType?: Schema;
  };
  const inner = def.innerType ?? def.in;
  if (inner !== undefined) return settingKind(inner);
  switch (def.type) {
    case 'boolean':
      return { kind: 'switch' };
    case 'number': {
      const { minValue, maxValue } = schema as z.ZodNumber;
      return {
        kind: 'number',
        least: Math.max(minValue ?? 0, 0),
        most: Math.min(maxValue ?? LARGEST, LARGEST),
      };
    }
    case 'string':
      return { kind: 'text' };
    case 'enum':
      return { kind: 'choice', values: Object.values(def.entries ?? {}) };
    case 'union': {
      const values = (def.options ?? []).map(literalOf);
      return values.every((value) => value !== null) ? { kind: 'choice', values } : { kind: 'json' };
    }
    case 'record':
      return def.valueType?._zod.def.type === 'string' ? { kind: 'texts' } : { kind: 'json' };
    default:
      return { kind: 'json' };
  }
}

function literalOf(schema: Schema): string | number | null {
  const { type, values } = schema._zod.def as { type: string; values?: readonly unknown[] };
  const [only] = values ?? [];
  return type === 'literal' && (typeof only === 'string' || typeof only === 'number') ? only : null;
}
