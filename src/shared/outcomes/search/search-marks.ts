import type { OutcomeIndex } from './outcome-index.ts';
import { foldText } from '#shared/text/search-text.ts';
import { slipLength } from './word-match.ts';

/** A range that matched, in UTF-16 units. `slip`: it differs from the query by one slip. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly slip?: true;
}

/** One name of a path with the ranges that matched, in order and without overlap. */
export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/**
 * Makes a function that marks the matches in the path of an entry. It marks names that several paths share once.
 *
 * @returns the function; its `slipped` are the words that match the path only with a slip
 */
export function createPathMarker(
  index: OutcomeIndex,
  words: readonly string[],
): (place: number, slipped: readonly string[]) => MarkedText[] {
  const marked = new Map<string, MarkedText>();
  return (place, slipped) => {
    const path: MarkedText[] = [];
    for (let at = place; at >= 0; at = index.parents[at] ?? -1) {
      const key = [at, ...slipped].join(' ');
      let piece = marked.get(key);
      if (!piece) {
        const text = index.entries[at]?.text ?? '';
        piece = { text, marks: marksOf(text, words, slipped) };
        marked.set(key, piece);
      }
      path.push(piece);
    }
    return path.reverse();
  };
}

/**
 * Finds where the words are in a text: at the beginning of its words if possible, else inside them.
 *
 * @param slipped the words to find with one slip
 */
export function marksOf(text: string, words: readonly string[], slipped: readonly string[] = []): Mark[] {
  const { folded, from, to } = foldText(text);
  const range = (at: number, length: number): { start: number; end: number } => ({
    start: from[at] ?? 0,
    end: to[at + length - 1] ?? 0,
  });
  const ranges: Mark[] = words.flatMap((word) => {
    if (slipped.includes(word))
      return slipsIn(folded, word).map((slip) => ({ ...range(...slip), slip: true }));
    const all: { start: number; end: number; prefix: boolean }[] = [];
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      all.push({ ...range(at, word.length), prefix: folded[at - 1] === ' ' });
    }
    const prefixes = all.filter(({ prefix }) => prefix);
    return (prefixes.length > 0 ? prefixes : all).map(({ start, end }) => ({ start, end }));
  });
  ranges.sort((a, b) => a.start - b.start || a.end - b.end);
  const marks: Mark[] = [];
  for (const next of ranges) {
    const last = marks.at(-1);
    if (!last || next.start > last.end) marks.push(next);
    // An exact match beats a slip.
    else {
      const slip = last.slip && next.slip;
      const whole = { start: last.start, end: Math.max(last.end, next.end) };
      marks[marks.length - 1] = slip ? { ...whole, slip } : whole;
    }
  }
  return marks;
}

/** Places and lengths, in the folded text, of the word beginnings that differ from the sought word by one slip. */
function slipsIn(folded: string, sought: string): [number, number][] {
  const slips: [number, number][] = [];
  let at = 0;
  for (const word of folded.split(' ')) {
    const length = slipLength(word, sought);
    if (length > 0) slips.push([at, length]);
    at += word.length + 1;
  }
  return slips;
}
