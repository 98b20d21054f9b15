import type { NamedId } from '#shared/lcm/outcome-row.ts';
import type { OutcomeForest } from '../outcome-forest.ts';
import type { OutcomeRef } from '../outcome-usage.ts';
import { foldPlain } from '#shared/text/search-text.ts';
import { lettersOf } from './word-match.ts';
import type { Steps } from '#shared/steps/steps.ts';

/** A name that can be searched for. */
export interface IndexEntry {
  /** Unique in its index. */
  readonly key: string;
  /** As the screen shows it. */
  readonly text: string;
  /** The outcome that choosing it sets; null if it cannot be chosen. */
  readonly ref: OutcomeRef | null;
}

/** Outcomes prepared for search, built once per list. It keeps every distinct word once. */
export interface OutcomeIndex {
  readonly entries: readonly IndexEntry[];
  /** For each entry, the place of its parent in `entries` (always before it), or -1. */
  readonly parents: Int32Array;
  /** For each entry, 1 if it can be chosen. */
  readonly choosable: Uint8Array;
  /** For each entry, its distance from the root. */
  readonly depths: Int32Array;
  /** The distinct words of all names, folded. */
  readonly words: readonly string[];
  /** For each of `words`, its letters (`lettersOf`). */
  readonly letters: Int32Array;
  /** The words of entry `n` are at `wordIds[wordStarts[n]]` up to, but not including, `wordIds[wordStarts[n + 1]]`. */
  readonly wordStarts: Int32Array;
  readonly wordIds: Int32Array;
  /** The place of the first entry for this outcome, or -1. */
  placeOf(ref: OutcomeRef): number;
  /** What the last query's words have found, so that the next letter looks only there. */
  readonly remembered: Map<string, WordMatches>;
}

/** What one word of a query has found in an index. */
export interface WordMatches {
  /** Folded. */
  readonly sought: string;
  /** Whether it may have a slip. */
  readonly forgiving: boolean;
  /** The places, in the index's `words`, of those that match, ascending. */
  readonly ids: Int32Array;
  /** The place of the very same word, or -1. */
  readonly whole: number;
  /** The entries whose path matches, ascending. */
  readonly places: Int32Array;
  /** One byte for each entry: how well its path matches; the lowest bit says that its own name does. */
  readonly matches: Uint8Array;
}

export interface OutcomeIndexOptions {
  /**
   * The words that the screen shows for a group without a name, so that agents can search for them. Without this
   * option such a group has no words.
   */
  readonly groupName?: (groupId: string) => string;
  /** Telephony outcomes to search too; they come after the others. */
  readonly telephony?: readonly NamedId[];
}

/** The entries prepared in one step, which takes a millisecond or two. */
const STEP = 2_000;

/** A part of a name that is its own word, whatever stands beside it. */
const IS_WORD = /^[a-z\d]+$/;

/** An outcome or group as the search shows it. What only hits need is not stored: there may be 100,000. */
class NodeEntry implements IndexEntry {
  readonly text: string;
  private readonly forest: OutcomeForest;
  private readonly place: number;

  constructor(forest: OutcomeForest, place: number, text: string) {
    this.forest = forest;
    this.place = place;
    this.text = text;
  }

  get key(): string {
    return this.forest.lookAt(this.place).key;
  }

  get ref(): OutcomeRef | null {
    const { id, choosable } = this.forest.lookAt(this.place);
    return choosable && id !== null ? { kind: 'business', id } : null;
  }
}

/** Builds an index in steps, so that a long list does not freeze the screen. */
export function* indexSteps(
  forest: OutcomeForest,
  { groupName = () => '', telephony = [] }: OutcomeIndexOptions = {},
): Steps<OutcomeIndex> {
  const places = yield* forest.placeSteps();
  const count = places.length + telephony.length;
  const entries: IndexEntry[] = [];
  const parents = new Int32Array(count).fill(-1);
  const choosable = new Uint8Array(count);
  const depths = new Int32Array(count);
  const words: string[] = [];
  const letters: number[] = [];
  const vocabulary = new Map<string, number>();
  /** The words of those parts of names that need folding, by the part. */
  const folded = new Map<string, readonly number[]>();
  const wordStarts = new Int32Array(count + 1);
  const ids: number[] = [];

  function idOf(word: string): number {
    let id = vocabulary.get(word);
    if (id === undefined) {
      vocabulary.set(word, (id = words.length));
      words.push(word);
      letters.push(lettersOf(word));
    }
    return id;
  }

  function fold(part: string): readonly number[] {
    let found = folded.get(part);
    if (found === undefined) {
      const parts = foldPlain(part).split(' ');
      found = parts.filter((word) => word !== '').map(idOf);
      folded.set(part, found);
    }
    return found;
  }

  function add(entry: IndexEntry, isChoosable: boolean): void {
    const place = entries.length;
    entries.push(entry);
    if (isChoosable) choosable[place] = 1;
    // Characters are folded one by one, so the parts between blanks can be folded by themselves.
    for (const part of entry.text.split(' ')) {
      if (IS_WORD.test(part)) ids.push(idOf(part));
      else if (part !== '') for (const id of fold(part)) ids.push(id);
    }
    wordStarts[place + 1] = ids.length;
  }

  function addNode(at: number): void {
    const place = places[at] ?? 0;
    const node = forest.lookAt(place);
    const { parent } = node;
    const text = node.name ?? (node.groupId === null ? '' : groupName(node.groupId));
    parents[at] = parent?.order ?? -1;
    // A parent comes before its children.
    depths[at] = parent === null ? 0 : (depths[parent.order] ?? 0) + 1;
    add(new NodeEntry(forest, place, text), node.choosable);
  }

  for (let at = 0; at < places.length; at += 1) {
    addNode(at);
    if (at % STEP === STEP - 1) yield undefined;
  }
  const telephonyPlaces = new Map<string, number>();
  for (const { id, name } of telephony) {
    if (!telephonyPlaces.has(id)) telephonyPlaces.set(id, entries.length);
    add({ key: `telephony:${id}`, text: name, ref: { kind: 'telephony', id } }, true);
  }

  return {
    entries,
    parents,
    choosable,
    depths,
    words,
    letters: new Int32Array(letters),
    wordStarts,
    wordIds: new Int32Array(ids),
    placeOf({ kind, id }) {
      if (kind === 'telephony') return telephonyPlaces.get(id) ?? -1;
      const places = forest.allById(id).flatMap((node) => (node.choosable ? node.order : []));
      return places.reduce((least, place) => (least < 0 || place < least ? place : least), -1);
    },
    remembered: new Map(),
  };
}
