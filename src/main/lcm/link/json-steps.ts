import { randomUUID } from 'node:crypto';
import type { Steps } from '#shared/steps/steps.ts';

/** A JSON text without its long lists of objects, which are read already. */
export interface TakenApart {
  /** JSON; in place of each long list stands a string. */
  readonly rest: string;
  /** Puts the lists into what `rest` was parsed to, in place, and returns it. */
  readonly fill: (parsed: unknown) => unknown;
}

/** How many characters are parsed in one step: a millisecond. */
const PIECE = 100_000;

/** How many places are tried that may be the beginning of a list, and at how many ends of a piece. Mostly the first is right. */
const STARTS = 8;
const ENDS = 4;

/** The end of a list is looked for in so many characters, and a list in so many levels: LCM's are nearer. */
const LOOK = 400_000;
const DEEPEST = 64;

/**
 * Reads the long lists of objects in a JSON text in steps, so that a list of 100,000 outcomes does not hold up the process. The
 * outermost array is never taken out. Where a list may be parted is guessed, and then proved: what lies between the commas
 * of an array are its elements if each part can be parsed, and the rest can be with the list left out. A text for which that fails is
 * left whole, so it is read, or refused, as by `JSON.parse`.
 *
 * @param piece for tests
 */
export function* takeApart(text: string, piece = PIECE): Steps<TakenApart> {
  // Nobody can foresee it, so no text can contain it.
  const sign = randomUUID();
  const lists = new Map<unknown, unknown[]>();
  const begin = /\[\s*\{/g;
  let rest = '';
  let from = 0;
  begin.lastIndex = 1;
  for (let failed = 0; failed < STARTS;) {
    const at = begin.exec(text)?.index;
    if (at === undefined) break;
    const list = yield* readList(text, at + 1, piece);
    if (list === null) {
      failed += 1;
      begin.lastIndex = at + 1;
      continue;
    }
    const name = `${sign} ${lists.size}`;
    lists.set(name, list.elements);
    rest += `${text.slice(from, at)}"${name}"`;
    from = begin.lastIndex = list.end + 1;
  }
  rest += text.slice(from);
  if (lists.size === 0 || !stand(rest, lists)) return { rest: text, fill: (parsed) => parsed };
  return { rest, fill: (parsed) => fill(parsed, lists) };
}

/**
 * Reads what may be a list, if it is longer than a piece.
 *
 * @param start after its bracket
 * @returns its elements, and the place of its other bracket; null if it is short, or no list after all
 */
function* readList(
  text: string,
  start: number,
  piece: number,
): Steps<{ readonly elements: unknown[]; readonly end: number } | null> {
  const between = /\}\s*,\s*\{/g;
  const elements: unknown[] = [];
  let from = start;
  between.lastIndex = from + piece;
  for (let failed = 0; failed < ENDS;) {
    const at = between.exec(text)?.index;
    if (at === undefined) break;
    // It may be a comma within an element or a text.
    if (!parseInto(elements, text.slice(from, at + 1))) {
      failed += 1;
      continue;
    }
    failed = 0;
    from = between.lastIndex - 1;
    between.lastIndex = from + piece;
    yield undefined;
  }
  if (elements.length === 0) return null;
  const end = endOfList(text, from);
  return text[end] === ']' && parseInto(elements, text.slice(from, end)) ? { elements, end } : null;
}

/** False, with nothing added, if these are no elements of an array. */
function parseInto(elements: unknown[], text: string): boolean {
  try {
    for (const element of JSON.parse(`[${text}]`) as unknown[]) elements.push(element);
    return true;
  } catch {
    return false;
  }
}

/** The place of the bracket that closes the array in which `from` begins an element; anywhere if there is none near. */
function endOfList(text: string, from: number): number {
  let depth = 0;
  const limit = Math.min(text.length, from + LOOK);
  for (let at = from; at < limit; at += 1) {
    const letter = text[at];
    if (letter === '"') at = endOfString(text, at);
    else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return limit;
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

/** Whether each list stands where a value stands in JSON, and not within a text. */
function stand(rest: string, lists: ReadonlyMap<unknown, unknown[]>): boolean {
  const left = new Map(lists);
  try {
    fill(JSON.parse(rest), left, (name) => left.delete(name));
  } catch {
    return false;
  }
  return left.size === 0;
}

function fill(
  value: unknown,
  lists: ReadonlyMap<unknown, unknown[]>,
  found: (name: unknown) => void = () => {},
  depth = 0,
): unknown {
  const whole = lists.get(value);
  if (whole !== undefined) {
    found(value);
    return whole;
  }
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return value;
  const inside = value as Record<string, unknown>;
  for (const [key, each] of Object.entries(inside)) {
    const filled = fill(each, lists, found, depth + 1);
    // Not by assignment: a key may be __proto__.
    if (filled !== each) Object.defineProperty(inside, key, { value: filled });
  }
  return value;
}
