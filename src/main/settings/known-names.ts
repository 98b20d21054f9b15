import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** The kinds of schema through which the settings schema leads. */
type Def = { readonly type: string } & Partial<{
  readonly innerType: Schema;
  readonly in: Schema;
  readonly shape: Readonly<Record<string, Schema>>;
  readonly valueType: Schema;
  readonly element: Schema;
  readonly options: readonly Schema[];
}>;

/** How unlike a name and the known name may be: a part of the longer one's length. */
const MOST_UNLIKE = 0.5;

/**
 * The known name that a name in the settings file was probably meant to be: of the names at the same place the most
 * alike, else the whole path of a setting of that name elsewhere; null if there is none.
 *
 * @param path the place of the unknown name; its last part is that name
 */
export function nearestName(schema: Schema, path: readonly PropertyKey[]): string | null {
  const name = String(path.at(-1));
  const near = namesAt(schema, path.slice(0, -1))
    .map((known) => ({ known, unlike: unlikeness(name.toLowerCase(), known.toLowerCase()) }))
    .sort((left, right) => left.unlike - right.unlike)[0];
  return near !== undefined && near.unlike <= MOST_UNLIKE ? near.known : elsewhere(schema, name);
}

const lettersOf = (name: string): string => Array.from(name).sort().join('');

/**
 * From 0, the same, to 1. The beginning of a name, such as `limit` for `limitSeconds`, is quite like it; less so any other part of
 * it, or the same letters in another order.
 */
function unlikeness(name: string, known: string): number {
  if (name.length > 2 && known.startsWith(name)) return MOST_UNLIKE / 2;
  if ((name.length > 3 && known.includes(name)) || lettersOf(name) === lettersOf(known)) return MOST_UNLIKE;
  return distance(name, known) / Math.max(name.length, known.length);
}

function namesAt(schema: Schema, path: readonly PropertyKey[]): string[] {
  const [head, ...rest] = path;
  return unwrap(schema).flatMap((def) => {
    if (head === undefined) return Object.keys(def.shape ?? {});
    const below = def.shape?.[String(head)] ?? def.valueType ?? def.element;
    return below === undefined ? [] : namesAt(below, rest);
  });
}

/** By schema: the paths of all settings, by their last name in small letters. A file may have very many unknown names. */
const PATHS = new WeakMap<Schema, ReadonlyMap<string, string>>();

function elsewhere(schema: Schema, name: string): string | null {
  const paths = PATHS.get(schema) ?? new Map(pathsIn(schema).reverse());
  PATHS.set(schema, paths);
  return paths.get(name.toLowerCase()) ?? null;
}

/** The settings of a schema, each with its path, in the order of the schema. */
function pathsIn(schema: Schema, above = ''): (readonly [name: string, path: string])[] {
  return unwrap(schema).flatMap(({ shape = {} }) =>
    Object.entries(shape).flatMap(([key, below]) => [
      [key.toLowerCase(), above + key] as const,
      ...pathsIn(below, `${above}${key}.`),
    ]),
  );
}

/** The groups, lists and values behind defaults, refinements and choices. */
function unwrap(schema: Schema): Def[] {
  const def: Def = schema._zod.def;
  const inner = def.innerType ?? def.in;
  if (inner !== undefined) return unwrap(inner);
  return def.options === undefined ? [def] : def.options.flatMap(unwrap);
}
