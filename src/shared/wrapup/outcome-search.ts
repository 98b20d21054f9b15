import type { OutcomeForest, OutcomeNode } from './outcome-forest.ts';
import { foldText, foldWords } from './search-text.ts';

/** A forest prepared for searching; build it once per list. */
export interface OutcomeIndex {
  readonly nodes: readonly OutcomeNode[];
  /** For each node, the place of its parent in `nodes` (always before it), or -1. */
  readonly parents: Int32Array;
  /** For each node, its own name folded for search. */
  readonly folded: readonly string[];
  readonly texts: readonly string[];
}

/** A piece of a path with the ranges that matched, in UTF-16 units, in order and apart from each other. */
export interface MarkedText {
  readonly text: string;
  readonly marks: readonly { readonly start: number; readonly end: number }[];
}

export interface OutcomeHit {
  readonly node: OutcomeNode;
  /** From the root down to the node itself. */
  readonly path: readonly MarkedText[];
}

export interface OutcomeSearchResult {
  /** The words searched for; none means that there was nothing to search for, and the tree is to be shown. */
  readonly words: readonly string[];
  /** How many outcomes match, of which `hits` are the best. */
  readonly total: number;
  readonly hits: readonly OutcomeHit[];
}

/** More than an agent looks through; the screen says how many there are in all. */
const DEFAULT_LIMIT = 200;

/** How well one word is matched by one name. */
const NONE = 0;
const INSIDE = 1;
const PREFIX = 2;
const WHOLE = 3;

/** A word found only inside other words puts a hit behind all those that match by the beginnings of words. */
const INSIDE_PENALTY = 1_000;

/**
 * @param groupName the words for a group that has no name, as the screen shows it, so that what is read can be
 *   found; without it such a group has no words
 */
export function buildOutcomeIndex(
  forest: OutcomeForest,
  groupName: (groupId: string) => string = () => '',
): OutcomeIndex {
  const { nodes } = forest;
  const places = new Map(nodes.map((node, place) => [node, place]));
  const texts = nodes.map((node) => node.name ?? (node.groupId === null ? '' : groupName(node.groupId)));
  return {
    nodes,
    parents: Int32Array.from(nodes, (node) => (node.parent ? (places.get(node.parent) ?? -1) : -1)),
    folded: texts.map((text) => foldText(text).folded),
    texts,
  };
}

/**
 * Finds the outcomes whose path, from the root to their own name, has every word of the query, in any order, blind
 * to case and diacritics: "pay fail" and "fail pay" find Payment › Failure. Best first: those matched by beginnings
 * of words before those matched inside words, those matched in their own name before those matched by a parent's,
 * then whole words, then the shorter path, then the list's order. Only choosable nodes are hits.
 *
 * Costs one pass over the names for each word, whatever the depth, and marks only the hits it returns.
 */
export function search(
  index: OutcomeIndex,
  query: string,
  limit: number = DEFAULT_LIMIT,
): OutcomeSearchResult {
  const words = foldWords(query);
  if (words.length === 0) return { words, total: 0, hits: [] };

  const { nodes } = index;
  const scores = new Int32Array(nodes.length);
  const failed = new Uint8Array(nodes.length);
  for (const word of words) scoreWord(index, word, scores, failed);

  const found: number[] = [];
  for (const [place, node] of nodes.entries()) {
    if (node.choosable && failed[place] === 0) found.push(place);
  }
  const depthOf = (place: number): number => nodes[place]?.depth ?? 0;
  found.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || depthOf(a) - depthOf(b) || a - b);

  const marked = new Map<number, MarkedText>();
  const hits = found.slice(0, limit).flatMap((place) => {
    const node = nodes[place];
    return node ? [{ node, path: markPath(index, place, words, marked) }] : [];
  });
  return { words, total: found.length, hits };
}

/** Adds to each node's score how well the word is matched on its path, and notes the nodes that miss it. */
function scoreWord(index: OutcomeIndex, word: string, scores: Int32Array, failed: Uint8Array): void {
  const { folded, parents } = index;
  const onPath = new Uint8Array(folded.length);
  for (const [place, name] of folded.entries()) {
    const own = matchOf(name, word);
    const above = onPath[parents[place] ?? -1] ?? NONE;
    const best = Math.max(own, above);
    onPath[place] = best;
    if (best === NONE) failed[place] = 1;
    const score = best * 2 + (own === best ? 5 : 0) - (best === INSIDE ? INSIDE_PENALTY : 0);
    scores[place] = (scores[place] ?? 0) + score;
  }
}

function matchOf(name: string, word: string): number {
  let best = NONE;
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
    if (name[at - 1] !== ' ') best = Math.max(best, INSIDE);
    else if (name[at + word.length] === ' ') return WHOLE;
    else best = PREFIX;
  }
  return best;
}

function markPath(
  index: OutcomeIndex,
  place: number,
  words: readonly string[],
  marked: Map<number, MarkedText>,
): MarkedText[] {
  const path: MarkedText[] = [];
  for (let at = place; at >= 0; at = index.parents[at] ?? -1) {
    let piece = marked.get(at);
    if (!piece) {
      const text = index.texts[at] ?? '';
      piece = { text, marks: marksOf(text, words) };
      marked.set(at, piece);
    }
    path.push(piece);
  }
  return path.reverse();
}

/** Where the words are in a text: at the beginnings of words where they are there, else inside. */
export function marksOf(text: string, words: readonly string[]): { start: number; end: number }[] {
  const { folded, from, to } = foldText(text);
  const ranges = words.flatMap((word) => {
    const all: { start: number; end: number; prefix: boolean }[] = [];
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      const last = at + word.length - 1;
      all.push({ start: from[at] ?? 0, end: to[last] ?? 0, prefix: folded[at - 1] === ' ' });
    }
    const prefixes = all.filter(({ prefix }) => prefix);
    return prefixes.length > 0 ? prefixes : all;
  });
  ranges.sort((a, b) => a.start - b.start || a.end - b.end);
  const marks: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = marks.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else marks.push({ start, end });
  }
  return marks;
}
