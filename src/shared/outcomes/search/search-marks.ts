import type { OutcomeIndex } from './outcome-index.ts';
import { foldText } from '#shared/text/search-text.ts';
import { slipLength } from './word-match.ts';

/** What matched, in UTF-16 units; `slip` where it is not what was typed but close to it. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly slip?: true;
}

/** A piece of a path with the ranges that matched, in order and apart from each other. */
export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/**
 * Marks paths of an index. Names that several paths share are marked once.
 *
 * @returns marks the path of an entry; `slipped` are the words that its path has only with a slip
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
 * Where the words are in a text: at the beginnings of words where they are there, else inside.
 *
 * @param slipped those of the words that are to be found with one slip
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
    // What was typed as it stands there outdoes a slip.
    else {
      const slip = last.slip && next.slip;
      const whole = { start: last.start, end: Math.max(last.end, next.end) };
      marks[marks.length - 1] = slip ? { ...whole, slip } : whole;
    }
  }
  return marks;
}

/** Places and lengths, in the folded text, of the beginnings of words that are the sought word but for one slip. */
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
