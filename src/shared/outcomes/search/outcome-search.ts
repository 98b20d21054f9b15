import type { OutcomeIndex } from './outcome-index.ts';
import type { OutcomeRef } from '../outcome-usage.ts';
import { createPathMarker, type MarkedText } from './search-marks.ts';
import { foldWords } from '#shared/text/search-text.ts';
import { forgivingMatch, literalMatch, MATCH, mayHaveSlip } from './word-match.ts';

export interface OutcomeHit {
  /** Unique among the hits. */
  readonly key: string;
  readonly ref: OutcomeRef;
  /** From the root down to the outcome itself. */
  readonly path: readonly MarkedText[];
}

export interface OutcomeSearchResult {
  /** The words of the query. If there are none, the screen shows the tree. */
  readonly words: readonly string[];
  /** How many outcomes match; `hits` holds the best of them. */
  readonly total: number;
  readonly hits: readonly OutcomeHit[];
  /**
   * Whether the first hit is the only one, or is better than the second by match, whole name or usage, not only by the
   * list's order.
   */
  readonly standsOut: boolean;
}

export interface SearchOptions {
  /** The most hits to return. */
  readonly limit?: number;
  /** The agent's usage ranks by place in the index. Among equal matches, the higher rank comes first. */
  readonly ranks?: ReadonlyMap<number, number>;
}

/** More than an agent reads; the screen shows the total. */
const DEFAULT_LIMIT = 50;

/**
 * Finds the outcomes whose path, from the root to their own name, contains every word of the query in any order.
 * Case and diacritics do not count: "pay fail" and "fail pay" find Payment › Failure. A word of four letters or more
 * may have one slip ("payemnt") unless it has digits. Only outcomes that can be chosen are hits.
 *
 * Hits are ordered by the worst match among the words (whole word, beginning, inside, slip), then by the sum of all
 * matches, then the hits whose whole name is in the query, then by usage, then by matches in the outcome's own name
 * rather than in a parent's, then by shorter path, then by the list's order. Slips rank last, so it looks for them only if
 * fewer than `limit` outcomes match without.
 *
 * A changed word costs one pass over the distinct words and one over the entries, at any depth of the tree.
 */
export function search(
  index: OutcomeIndex,
  query: string,
  { limit = DEFAULT_LIMIT, ranks = new Map() }: SearchOptions = {},
): OutcomeSearchResult {
  const words = foldWords(query);
  if (words.length === 0) return { words, total: 0, hits: [], standsOut: false };

  const used = new Set<string>();
  const matchesOf = (word: string, forgiving: boolean): Uint8Array => {
    const key = (forgiving ? '~' : ' ') + word;
    used.add(key);
    let matches = index.remembered.get(key);
    if (matches === undefined) index.remembered.set(key, (matches = matchEntries(index, word, forgiving)));
    return matches;
  };
  let matches = words.map((word) => matchesOf(word, false));
  let best = pickBest(index, words, matches, limit, ranks);
  if (best.total < limit && words.some(mayHaveSlip)) {
    matches = words.map((word) => matchesOf(word, mayHaveSlip(word)));
    best = pickBest(index, words, matches, limit, ranks);
  }
  for (const key of index.remembered.keys()) if (!used.has(key)) index.remembered.delete(key);

  const markPath = createPathMarker(index, words);
  const hits = best.places.flatMap((place): OutcomeHit[] => {
    const entry = index.entries[place];
    if (!entry?.ref) return [];
    const slipped = words.filter((_, at) => isSlip(matches[at]?.[place] ?? 0));
    return [{ key: entry.key, ref: entry.ref, path: markPath(place, slipped) }];
  });
  return { words, total: best.total, hits, standsOut: best.standsOut };
}

/** One byte for each entry: how well its path matches the word; the lowest bit says that its own name does. */
function matchEntries(index: OutcomeIndex, word: string, forgiving: boolean): Uint8Array {
  const { entries, parents, wordStarts, wordIds, words } = index;
  const match = forgiving ? forgivingMatch : literalMatch;
  const ofWord = new Uint8Array(words.length);
  for (let id = 0; id < words.length; id += 1) ofWord[id] = match(words[id] ?? '', word);

  const matches = new Uint8Array(entries.length);
  for (let place = 0; place < entries.length; place += 1) {
    let own = 0;
    const end = wordStarts[place + 1] ?? 0;
    for (let at = wordStarts[place] ?? 0; at < end; at += 1) {
      const found = ofWord[wordIds[at] ?? 0] ?? 0;
      if (found > own) own = found;
    }
    const above = (matches[parents[place] ?? -1] ?? 0) >> 1;
    matches[place] = own > 0 && own >= above ? (own << 1) | 1 : above << 1;
  }
  return matches;
}

function isSlip(match: number): boolean {
  const kind = match >> 1;
  return kind === MATCH.slip || kind === MATCH.slipInPrefix;
}

interface Candidate {
  readonly place: number;
  readonly quality: number;
  readonly rank: number;
  readonly own: number;
  readonly depth: number;
}

/** Larger than the sum of the matches of all words of a query. */
const WORST_FACTOR = 100;

/** The best `limit` entries that match every word, in order; how many match; and whether the first one stands out. */
function pickBest(
  index: OutcomeIndex,
  query: readonly string[],
  matches: readonly Uint8Array[],
  limit: number,
  ranks: ReadonlyMap<number, number>,
): { total: number; places: number[]; standsOut: boolean } {
  const { entries, choosable, depths } = index;
  const best: Candidate[] = [];
  let total = 0;
  let floor = 0;
  for (let place = 0; place < entries.length; place += 1) {
    if (choosable[place] === 0) continue;
    let worst: number = MATCH.whole;
    let sum = 0;
    let own = 0;
    for (let word = 0; word < matches.length; word += 1) {
      const match = matches[word]?.[place] ?? 0;
      const kind = match >> 1;
      if (kind < worst) worst = kind;
      sum += kind;
      own += match & 1;
    }
    if (worst === MATCH.none) continue;
    total += 1;
    const isWhole = worst === MATCH.whole && isNameIn(query, index, place);
    // No sum of matches without a whole name is larger by one.
    const quality = worst * WORST_FACTOR + sum + (isWhole ? 1 : 0);
    if (quality < floor) continue;
    insert(best, { place, quality, rank: ranks.get(place) ?? 0, own, depth: depths[place] ?? 0 }, limit);
    floor = best[limit - 1]?.quality ?? 0;
  }
  const [first, second] = best;
  const standsOut = first !== undefined && (second === undefined ? total === 1 : goesBefore(first, second));
  return { total, places: best.map(({ place }) => place), standsOut };
}

/** Whether every word of the entry's own name is in the query, so that a longer name beside it was not meant. */
function isNameIn(
  query: readonly string[],
  { words, wordStarts, wordIds }: OutcomeIndex,
  place: number,
): boolean {
  const own = wordIds.subarray(wordStarts[place], wordStarts[place + 1]);
  return own.length > 0 && own.every((id) => query.includes(words[id] ?? ''));
}

/** Keeps `best` in order and at most `limit` long. */
function insert(best: Candidate[], candidate: Candidate, limit: number): void {
  const last = best[limit - 1];
  if (last !== undefined && !goesBefore(candidate, last)) return;
  let from = 0;
  let to = best.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (goesBefore(candidate, best[middle] as Candidate)) to = middle;
    else from = middle + 1;
  }
  best.splice(from, 0, candidate);
  if (best.length > limit) best.pop();
}

/** False for equal candidates, so that the earlier one stays first. */
function goesBefore(a: Candidate, b: Candidate): boolean {
  if (a.quality !== b.quality) return a.quality > b.quality;
  if (a.rank !== b.rank) return a.rank > b.rank;
  if (a.own !== b.own) return a.own > b.own;
  return a.depth < b.depth;
}
