import type { OutcomeIndex, WordMatches } from './outcome-index.ts';
import type { OutcomeRef } from '../outcome-usage.ts';
import { createPathMarker, type MarkedText } from './search-marks.ts';
import { foldWords } from '#shared/text/search-text.ts';
import { MATCH, mayHaveSlip } from './word-match.ts';
import { matchWord } from './word-matches.ts';

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
 * A new word costs one pass over the distinct words and one over the entries, at any depth of the tree; a word that goes on
 * from one of the last query, only what that one has found.
 */
export function search(
  index: OutcomeIndex,
  query: string,
  { limit = DEFAULT_LIMIT, ranks = new Map() }: SearchOptions = {},
): OutcomeSearchResult {
  const words = foldWords(query);
  if (words.length === 0) return { words, total: 0, hits: [], standsOut: false };

  const used = new Set<string>();
  const matchesOf = (word: string, forgiving: boolean): WordMatches => {
    const key = (forgiving ? '~' : ' ') + word;
    used.add(key);
    let matches = index.remembered.get(key);
    if (matches === undefined) index.remembered.set(key, (matches = matchWord(index, word, forgiving)));
    return matches;
  };
  let matches = words.map((word) => matchesOf(word, false));
  let best = pickBest(index, matches, limit, ranks);
  if (best.total < limit && words.some(mayHaveSlip)) {
    matches = words.map((word) => matchesOf(word, mayHaveSlip(word)));
    best = pickBest(index, matches, limit, ranks);
  }
  for (const key of index.remembered.keys()) if (!used.has(key)) index.remembered.delete(key);

  const markPath = createPathMarker(index, words);
  const hits = best.places.flatMap((place): OutcomeHit[] => {
    const entry = index.entries[place];
    if (!entry?.ref) return [];
    const slipped = words.filter((_, at) => isSlip(matches[at]?.matches[place] ?? 0));
    return [{ key: entry.key, ref: entry.ref, path: markPath(place, slipped) }];
  });
  return { words, total: best.total, hits, standsOut: best.standsOut };
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
  query: readonly WordMatches[],
  limit: number,
  ranks: ReadonlyMap<number, number>,
): { total: number; places: number[]; standsOut: boolean } {
  const { choosable, depths } = index;
  const matches = query.map((word) => word.matches);
  const whole = query.map((word) => word.whole);
  const among = fewest(query);
  // Quicker to ask for each entry than a map.
  const isRanked = new Uint8Array(choosable.length);
  for (const place of ranks.keys()) isRanked[place] = 1;
  const best: Candidate[] = [];
  let total = 0;
  for (let at = 0; at < among.length; at += 1) {
    const place = among[at] ?? 0;
    if (choosable[place] === 0) continue;
    let quality = qualityOf(matches, place);
    if (quality === 0) continue;
    total += 1;
    const last = best[limit - 1];
    // No sum of matches without a whole name is larger by one.
    if (last !== undefined && quality + 1 < last.quality) continue;
    if (quality >= MATCH.whole * WORST_FACTOR && isNameIn(whole, index, place)) quality += 1;
    if (last !== undefined && quality < last.quality) continue;
    const rank = isRanked[place] === 1 ? (ranks.get(place) ?? 0) : 0;
    const own = ownMatches(matches, place);
    const depth = depths[place] ?? 0;
    // Most entries of a long list match as well as the last of the best, and come after it.
    if (
      last !== undefined &&
      quality === last.quality &&
      rank <= last.rank &&
      own <= last.own &&
      depth >= last.depth
    )
      continue;
    const candidate = { place, quality, rank, own, depth };
    if (last === undefined || goesBefore(candidate, last)) insert(best, candidate, limit);
  }
  const [first, second] = best;
  const standsOut = first !== undefined && (second === undefined ? total === 1 : goesBefore(first, second));
  return { total, places: best.map(({ place }) => place), standsOut };
}

/** How well an entry matches all words: first by the worst of the matches, then by all of them. 0 if it does not match one. */
function qualityOf(matches: readonly Uint8Array[], place: number): number {
  let worst: number = MATCH.whole;
  let sum = 0;
  for (const match of matches) {
    const kind = (match[place] ?? 0) >> 1;
    if (kind < worst) worst = kind;
    sum += kind;
  }
  return worst === MATCH.none ? 0 : worst * WORST_FACTOR + sum;
}

/** How many of the words match the entry's own name. */
function ownMatches(matches: readonly Uint8Array[], place: number): number {
  let own = 0;
  for (const match of matches) own += (match[place] ?? 0) & 1;
  return own;
}

/** The entries that one of the words has found, of the word that has found the fewest: only they can match all words. */
function fewest(query: readonly WordMatches[]): Int32Array {
  const [first, ...rest] = query.map(({ places }) => places);
  return rest.reduce((least, each) => (each.length < least.length ? each : least), first ?? new Int32Array());
}

/**
 * Whether every word of the entry's own name is in the query, so that a longer name beside it was not meant.
 *
 * @param whole the words of the query that the index has
 */
function isNameIn(whole: readonly number[], { wordStarts, wordIds }: OutcomeIndex, place: number): boolean {
  const start = wordStarts[place] ?? 0;
  const end = wordStarts[place + 1] ?? 0;
  for (let at = start; at < end; at += 1) if (!whole.includes(wordIds[at] ?? -1)) return false;
  return end > start;
}

/** Keeps `best` in order and at most `limit` long. */
function insert(best: Candidate[], candidate: Candidate, limit: number): void {
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
