import { foldName, type Json } from '#shared/lcm/json.ts';
import type { MakeUp } from './made-up.ts';

/** Members whose values stay, where they look like a name of LCM: they say what kind of message it is. Folded. */
const KEPT: ReadonlySet<string> = new Set(['channel', 'topic', 'subtopic', 'event', 'calltype', 'type']);

/** A name that LCM or a softphone gave, not a person's number, address or sentence: up to three words, few digits. */
const NAME_LIKE = /^\s?[a-z][a-z_.-]*\d{0,2}(?:[ _-][a-z][a-z_.-]*\d{0,2}){0,2}\s?$/i;
/** A member's name as programs write them. */
const MEMBER_LIKE = /^[a-z_$][a-z_$.-]*\d{0,2}[a-z_]*\d{0,2}$/i;

/** What names a call variable or field in a list of them, beside its value. Folded. */
const VARIABLE_NAMES: ReadonlySet<string> = new Set(['name', 'key', 'fieldname']);
const VARIABLE_VALUES: ReadonlySet<string> = new Set(['value', 'fieldvalue']);
/** Written as programs write, such as `BAAccountNumber` or `user.media`: a first name alone is not. */
const PROGRAM_LIKE = /[a-z][A-Z]|[A-Z]{2}|[_.]/;

/** The longest name that stays, in UTF-16 units. */
const LONGEST_NAME = 40;
/** An object with more members is a map, whose keys are values. */
const MOST_MEMBERS = 200;
/** A longer text is cut. In UTF-16 units. */
const LONGEST_TEXT = 10_000;
/** A value further inside is left out. */
const DEEPEST = 32;

/** A message has more values than a recording may hold of one. */
class TooMuchError extends Error {
  override readonly name = 'TooMuchError';
}

/**
 * Replaces every value of a message by a made-up one of its kind. Booleans, null, the members of `KEPT` and the names of
 * members stay. Names that look like values, as in a map by phone number, are replaced too.
 *
 * @param most how many values the message may have
 * @throws TooMuchError
 */
export function anonymise(message: unknown, makeUp: MakeUp, most = 20_000): Json {
  let left = most;

  function walk(value: unknown, name: string | null, depth: number): Json {
    left -= 1;
    if (left < 0) throw new TooMuchError();
    if (typeof value === 'boolean') return value;
    if (value === null || value === undefined || depth > DEEPEST) return null;
    if (typeof value === 'number') return makeUpNumber(value);
    if (typeof value === 'string') return isKept(value, name) ? value : walkText(value, depth);
    if (Array.isArray(value)) return value.map((each) => walk(each, name, depth + 1));
    if (typeof value !== 'object' || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return null;
    const names = Object.keys(value);
    const isMap = names.length > MOST_MEMBERS || names.filter((each) => !isMember(each)).length > 1;
    return Object.fromEntries(
      Object.entries(value).map(([each, inner]) => [
        isMap || !isMember(each) ? makeUp(each.slice(0, LONGEST_TEXT)) : each,
        isVariableName(each, inner, names) ? inner : walk(inner, each, depth + 1),
      ]),
    );
  }

  /** A text that is JSON itself stays JSON. */
  function walkText(text: string, depth: number): string {
    if (/^\s*[{[]/.test(text) && text.length <= LONGEST_TEXT) {
      let inner: unknown;
      try {
        inner = JSON.parse(text);
      } catch {
        return makeUp(text);
      }
      return JSON.stringify(walk(inner, null, depth + 1));
    }
    return makeUp(text.slice(0, LONGEST_TEXT));
  }

  function makeUpNumber(value: number): number {
    const made = Number(makeUp(String(value)));
    return Number.isFinite(made) ? made : 0;
  }

  return walk(message, null, 0);
}

function isKept(value: string, name: string | null): boolean {
  return name !== null && KEPT.has(foldName(name)) && value.length <= LONGEST_NAME && NAME_LIKE.test(value);
}

function isVariableName(name: string, value: unknown, names: readonly string[]): value is string {
  return (
    VARIABLE_NAMES.has(foldName(name)) &&
    names.length <= 4 &&
    names.some((each) => VARIABLE_VALUES.has(foldName(each))) &&
    typeof value === 'string' &&
    isMember(value) &&
    PROGRAM_LIKE.test(value)
  );
}

function isMember(name: string): boolean {
  return name.length <= LONGEST_NAME && MEMBER_LIKE.test(name);
}
