import { jsonOf } from '#shared/lcm/json.ts';

/** More members of an object, or entries of a list, are not looked at. Documented events have fewer than a hundred. */
const MEMBER_LIMIT = 1_000;
/** A pair of name and value has few members. */
const PAIR_LIMIT = 16;
/** A longer name is none that a dialect knows. In UTF-16 units. */
const NAME_LIMIT = 64;

/** What may name and hold a call variable in a list of variables, such as `{ name, value }`. */
const PAIR_NAMES = ['name', 'key', 'fieldname'];
const PAIR_VALUES = ['value', 'fieldvalue'];
/** Cisco puts this before the names of the variables that a site has defined itself. */
const SITE_PREFIX = 'user.';

/** Folds a name or a value for comparison. Case, blanks, `-` and `_` do not count: the pages write them in every way. */
export function foldWord(word: string): string {
  return word.toLowerCase().replace(/[\s_-]+/g, '');
}

/** A JSON Pointer (RFC 6901) taken apart: each name as it is and folded. */
export type Path = readonly { readonly name: string; readonly folded: string }[];

export function pathOf(pointer: string): Path {
  const tokens = pointer.split('/').slice(1);
  return tokens.map((token) => {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    return { name, folded: foldWord(name) };
  });
}

/** Finds values in one event. Names are compared as {@link foldWord} does; exact ones win. */
export type Lookup = (path: Path) => unknown;

/**
 * Call variables may be an object or a list of pairs of name and value; both are read by name. A list with a single entry
 * is read as that entry, and `{ name, value }` as its value. A text that is an object as JSON is read as that object. Each object is indexed once, however many pointers lead
 * through it.
 *
 * @param root the event, any JSON value
 * @returns finds a value; undefined if there is none
 */
export function lookupIn(root: unknown): Lookup {
  const indexes = new Map<object, ReadonlyMap<string, unknown>>();

  /** Objects that were written twice as JSON, by their text. */
  const opened = new Map<string, unknown>();

  function open(holder: unknown): unknown {
    if (typeof holder !== 'string') return holder;
    if (!opened.has(holder)) opened.set(holder, jsonOf(holder));
    return opened.get(holder);
  }

  function member(closed: unknown, step: Path[number]): unknown {
    const holder = open(closed);
    if (typeof holder !== 'object' || holder === null) return undefined;
    if (Object.hasOwn(holder, step.name)) return (holder as Record<string, unknown>)[step.name];
    let index = indexes.get(holder);
    if (index === undefined) {
      index = indexOf(holder);
      indexes.set(holder, index);
    }
    const found = index.get(step.folded);
    return found === undefined && Array.isArray(holder) && holder.length === 1
      ? member(holder[0], step)
      : found;
  }

  return (path) => {
    let value = root;
    for (const step of path) {
      value = member(value, step);
      if (value === undefined) return undefined;
    }
    return unwrap(value);
  };
}

function indexOf(holder: object): ReadonlyMap<string, unknown> {
  const index = new Map<string, unknown>();
  const add = (name: unknown, value: unknown): void => {
    if (typeof name !== 'string' || name.length > NAME_LIMIT) return;
    const folded = foldWord(name);
    if (!index.has(folded)) index.set(folded, value);
    if (folded.startsWith(SITE_PREFIX)) add(folded.slice(SITE_PREFIX.length), value);
  };
  if (Array.isArray(holder)) {
    for (const entry of holder.slice(0, MEMBER_LIMIT)) {
      const pair = pairOf(entry);
      if (pair !== null) add(pair.name, pair.value);
    }
    return index;
  }
  for (const name of Object.keys(holder).slice(0, MEMBER_LIMIT))
    add(name, (holder as Record<string, unknown>)[name]);
  return index;
}

function pairOf(entry: unknown): { readonly name: unknown; readonly value: unknown } | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null;
  const value = valueOf(entry, PAIR_VALUES);
  return value === undefined ? null : { name: valueOf(entry, PAIR_NAMES), value };
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? unwrap(value[0]) : value;
  return pairOf(value)?.value ?? value;
}

/** The first member of a small object that has one of these names. */
function valueOf(entry: object, names: readonly string[]): unknown {
  let seen = 0;
  for (const key in entry) {
    seen += 1;
    if (seen > PAIR_LIMIT) return undefined;
    if (key.length <= NAME_LIMIT && names.includes(foldWord(key)) && Object.hasOwn(entry, key))
      return (entry as Record<string, unknown>)[key];
  }
  return undefined;
}
