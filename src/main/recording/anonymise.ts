import { foldName, isJsonObject, type Json } from '#shared/lcm/json.ts';
import type { MakeUp } from './made-up.ts';

/** Members of the envelope whose values stay, where they look like names. Further inside, a `topic` may be anything. Folded. */
const ENVELOPE_NAMES: ReadonlySet<string> = new Set(['channel', 'topic', 'subtopic']);
/** Members whose values stay wherever they are, where they look like a word that a softphone uses. Folded. */
const KINDS: ReadonlySet<string> = new Set(['event', 'calltype', 'type']);

/** A name that LCM or a softphone gave, not a person's number, address or sentence: up to three words, few digits. */
const NAME_LIKE = /^\s?[a-z][a-z_.-]*\d{0,2}(?:[ _-][a-z][a-z_.-]*\d{0,2}){0,2}\s?$/i;
/** Two words may be a person's name. These are not. */
const KIND_WORDS =
  /^(?:(?:in|out)(?:bound)?|direct|preview|progressive|predictive|regular|normal|personal|manual|internal|consult|call|callback|dial|hold|ended)$/i;
/** A member's name as programs write them. Cisco puts `user.` before those that a site has defined. */
const MEMBER_LIKE = /^(?:user\.)?[a-z_$][a-z_$-]*\d{0,2}[a-z_]*\d{0,2}$/i;

/** What names a call variable or field in a list of them, beside its value. Folded. */
const VARIABLE_NAMES: ReadonlySet<string> = new Set(['name', 'key', 'fieldname']);
const VARIABLE_VALUES: ReadonlySet<string> = new Set(['value', 'fieldvalue']);
/** Where a name as programs write it has its words: `BAAccountNumber`, `user.media`, `Call_ID`. */
const WORD_ENDS = /[_.-]|(?<=[a-z])(?=[A-Z\d])|(?<=[A-Z])(?=[A-Z][a-z])/;
/** The name of a variable has one of these among two words or more. That of a person, such as `McDonald`, has none. */
const VARIABLE_WORD =
  /^(?:account|number|no|key|id|code|call|campaign|list|lead|lcm|crm|contact|customer|name|phone|mode|media|type|status|outcome|variable|var|field|date|zone)$/i;

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
 * Replaces every value of a message by a made-up one of its kind. Booleans, null, the names of `ENVELOPE_NAMES`, the words of
 * `KINDS` and the names of members stay. Names that look like values, as in a map by phone number, are replaced too.
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
    if (typeof value === 'string') return isKept(value, name, depth) ? value : walkText(value, depth);
    if (Array.isArray(value)) return value.map((each) => walk(each, null, depth + 1));
    if (typeof value !== 'object' || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return null;
    const names = Object.keys(value);
    const isMap =
      names.length > MOST_MEMBERS ||
      names.filter((each) => !isMember(each)).length > 1 ||
      areAlike(Object.values(value));
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

function isKept(value: string, name: string | null, depth: number): boolean {
  if (name === null || value.length > LONGEST_NAME || !NAME_LIKE.test(value)) return false;
  if (depth === 1 && ENVELOPE_NAMES.has(foldName(name))) return true;
  const words = value.trim().split(' ');
  return KINDS.has(foldName(name)) && (words.length === 1 || words.every((word) => KIND_WORDS.test(word)));
}

/** Whether these are objects with the same members, as in a map by login name. */
function areAlike(values: readonly unknown[]): boolean {
  const shapes = values.map((each) => (isJsonObject(each) ? Object.keys(each).sort().join('\n') : ''));
  return shapes.length > 1 && shapes[0] !== '' && shapes.every((shape) => shape === shapes[0]);
}

function isVariableName(name: string, value: unknown, names: readonly string[]): value is string {
  return (
    VARIABLE_NAMES.has(foldName(name)) &&
    names.length <= 4 &&
    names.some((each) => VARIABLE_VALUES.has(foldName(each))) &&
    typeof value === 'string' &&
    isMember(value) &&
    isOfProgram(value)
  );
}

function isOfProgram(name: string): boolean {
  const words = name.split(WORD_ENDS);
  return words.length > 1 && words.some((word) => VARIABLE_WORD.test(word));
}

function isMember(name: string): boolean {
  return name.length <= LONGEST_NAME && MEMBER_LIKE.test(name);
}
