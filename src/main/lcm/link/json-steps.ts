import { randomUUID } from 'node:crypto';

/** A JSON text without its long arrays, which are read already. */
export interface TakenApart {
  /** JSON; in place of each long array stands a string. */
  readonly rest: string;
  /** Puts the arrays into what `rest` was parsed to, in place, and returns it. */
  readonly fill: (parsed: unknown) => unknown;
}

/** How many characters are parsed in one step, and how many are looked at: a millisecond or two each. */
const PIECE = 100_000;
const LOOK = 400_000;

/** Deeper texts are left whole: LCM's are not. */
const DEEPEST = 64;

interface LongArray {
  /** The places of its brackets, and of commas between its elements that are a piece apart. */
  readonly places: readonly number[];
}

/**
 * Reads the long arrays of a JSON text in steps, so that a list of 100,000 outcomes does not hold up the process. The
 * outermost array is never taken out. It accepts no more than `JSON.parse` does, together with parsing `rest`.
 *
 * @param piece for tests
 * @throws SyntaxError if an array cannot be parsed
 */
export function* takeApart(text: string, piece = PIECE): Generator<undefined, TakenApart> {
  const long = yield* longArrays(text, piece);
  // Nobody can foresee it, so no text can contain it.
  const sign = randomUUID();
  const arrays = new Map<unknown, unknown[]>();
  let rest = '';
  let from = 0;
  for (const { places } of long) {
    const name = `${sign} ${arrays.size}`;
    arrays.set(name, yield* readPieces(text, places));
    rest += `${text.slice(from, places[0])}"${name}"`;
    from = (places.at(-1) ?? 0) + 1;
  }
  return {
    rest: rest + text.slice(from),
    fill: (parsed) => (arrays.size === 0 ? parsed : fill(parsed, arrays)),
  };
}

function* longArrays(text: string, piece: number): Generator<undefined, LongArray[]> {
  const found: LongArray[] = [];
  /** For each open bracket the places so far, or null for an object. */
  const open: (number[] | null)[] = [];
  let pause = LOOK;
  for (let at = 0; at < text.length; at += 1) {
    if (at >= pause) {
      pause = at + LOOK;
      yield undefined;
    }
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case '{':
      case '[':
        if (open.length >= DEEPEST) return [];
        open.push(text[at] === '[' ? [at] : null);
        break;
      case ',': {
        const places = open.at(-1);
        if (places && at - (places.at(-1) ?? 0) >= piece) places.push(at);
        break;
      }
      case '}':
      case ']': {
        const places = open.pop();
        if (places === undefined || (places !== null) !== (text[at] === ']')) return [];
        const [start = 0] = places ?? [];
        const isOutside = (found.at(-1)?.places[0] ?? -1) > start;
        if (places !== null && places.length > 1 && open.length > 0 && !isOutside)
          found.push({ places: [...places, at] });
        break;
      }
      default:
    }
  }
  return found;
}

/** The place of the quotation mark that ends the string; the text's end if there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text[before] === '\\') before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return text.length;
}

function* readPieces(text: string, places: readonly number[]): Generator<undefined, unknown[]> {
  const elements: unknown[] = [];
  for (const [at, place] of places.slice(0, -1).entries()) {
    const some = JSON.parse(`[${text.slice(place + 1, places[at + 1])}]`) as unknown[];
    if (some.length === 0) throw new SyntaxError('an element is missing');
    for (const element of some) elements.push(element);
    yield undefined;
  }
  return elements;
}

function fill(value: unknown, arrays: ReadonlyMap<unknown, unknown[]>): unknown {
  const whole = arrays.get(value);
  if (whole !== undefined) return whole;
  if (typeof value !== 'object' || value === null) return value;
  const inside = value as Record<string, unknown>;
  for (const [key, each] of Object.entries(inside)) {
    const filled = fill(each, arrays);
    // Not by assignment: a key may be __proto__.
    if (filled !== each) Object.defineProperty(inside, key, { value: filled });
  }
  return value;
}
