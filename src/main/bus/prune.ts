import { isJsonObject } from '#shared/lcm/json.ts';

/** Levels below the envelope, members of one envelope, entries of one list, and UTF-16 units of one text and of one name. */
const DEEPEST = 8;
const MOST_MEMBERS = 250;
const MOST_ENTRIES = 10;
const LONGEST_TEXT = 1_000;
const LONGEST_NAME = 128;

/** A copy of a JSON value with at most so many members of at most that length. A member with a longer name is left out. */
export function prune(value: unknown): unknown {
  let left = MOST_MEMBERS;

  function copy(each: unknown, depth: number): unknown {
    if (typeof each === 'string') return each.slice(0, LONGEST_TEXT);
    if (Array.isArray(each)) {
      if (depth >= DEEPEST) return [];
      return each.slice(0, MOST_ENTRIES).flatMap((entry) => (take() ? [copy(entry, depth + 1)] : []));
    }
    if (isJsonObject(each)) return depth >= DEEPEST ? {} : copyMembers(each, depth);
    return typeof each === 'number' || typeof each === 'boolean' ? each : null;
  }

  /** `for…in` does not make a list of a million names first. `fromEntries` also takes the name `__proto__`. */
  function copyMembers(body: Record<string, unknown>, depth: number): Record<string, unknown> {
    const kept: [string, unknown][] = [];
    for (const name in body) {
      if (!Object.hasOwn(body, name) || body[name] === undefined || name.length > LONGEST_NAME) continue;
      if (!take()) break;
      kept.push([name, copy(body[name], depth + 1)]);
    }
    return Object.fromEntries(kept);
  }

  function take(): boolean {
    left -= 1;
    return left >= 0;
  }

  return copy(value, 0);
}
