import type { OutcomeIndex, WordMatches } from './outcome-index.ts';
import { forgivingMatch, lettersOf, literalMatch, mayMatch, MATCH } from './word-match.ts';

/**
 * Matches one word of a query with every entry. What matches a longer word also matches its beginning, so a word that
 * goes on from a remembered one looks only at what that one has found.
 *
 * @param forgiving whether the word may have a slip
 */
export function matchWord(index: OutcomeIndex, sought: string, forgiving: boolean): WordMatches {
  const before = narrowest(index.remembered.values(), sought, forgiving);
  const { ids, ofWord, whole } = matchVocabulary(index, sought, forgiving, before);
  const { parents, wordStarts, wordIds } = index;
  const count = before?.places.length ?? parents.length;
  const matches = new Uint8Array(parents.length);
  const places = new Int32Array(count);
  let found = 0;
  for (let at = 0; at < count; at += 1) {
    const place = before === null ? at : (before.places[at] ?? 0);
    const own = bestMatch(ofWord, wordIds, wordStarts[place] ?? 0, wordStarts[place + 1] ?? 0);
    const above = (matches[parents[place] ?? -1] ?? 0) >> 1;
    const match = own > 0 && own >= above ? (own << 1) | 1 : above << 1;
    if (match === 0) continue;
    matches[place] = match;
    places[found] = place;
    found += 1;
  }
  return { sought, forgiving, ids, whole, places: places.slice(0, found), matches };
}

/**
 * The best match among some words. Not a loop within the loop over the entries: V8 may optimise that while it runs, and then leaves
 * the optimised code again for each entry.
 */
function bestMatch(ofWord: Uint8Array, wordIds: Int32Array, from: number, to: number): number {
  let best = 0;
  for (let at = from; at < to; at += 1) {
    const match = ofWord[wordIds[at] ?? 0] ?? 0;
    if (match > best) best = match;
  }
  return best;
}

/** The remembered word with the fewest entries among those that find all that `sought` can find; null if there is none. */
function narrowest(
  remembered: Iterable<WordMatches>,
  sought: string,
  forgiving: boolean,
): WordMatches | null {
  let best: WordMatches | null = null;
  for (const known of remembered) {
    const holdsAll = forgiving
      ? known.forgiving && sought.startsWith(known.sought)
      : sought.includes(known.sought);
    if (holdsAll && (best === null || known.places.length < best.places.length)) best = known;
  }
  return best;
}

/** How well each distinct word matches, and which of them do. */
function matchVocabulary(
  { words, letters }: OutcomeIndex,
  sought: string,
  forgiving: boolean,
  before: WordMatches | null,
): { ids: Int32Array; ofWord: Uint8Array; whole: number } {
  const wanted = lettersOf(sought);
  const match = forgiving ? forgivingMatch : literalMatch;
  const ofWord = new Uint8Array(words.length);
  const count = before?.ids.length ?? words.length;
  const ids = new Int32Array(count);
  let found = 0;
  let whole = -1;
  for (let at = 0; at < count; at += 1) {
    const id = before === null ? at : (before.ids[at] ?? 0);
    if (!mayMatch(letters[id] ?? 0, wanted, forgiving)) continue;
    const matched = match(words[id] ?? '', sought);
    if (matched === MATCH.none) continue;
    if (matched === MATCH.whole) whole = id;
    ofWord[id] = matched;
    ids[found] = id;
    found += 1;
  }
  return { ids: ids.slice(0, found), ofWord, whole };
}
