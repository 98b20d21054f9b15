import { setImmediate } from 'node:timers/promises';
import type { Clock } from '#main/base/clock.ts';
import type { Viewer } from '#main/base/viewer.ts';
import type { HistoryRows } from './history-rows.ts';
import type { MovedRows } from './moved-rows.ts';
import { createBlock, oldestOf, rowsOf, timesOf, type SearchBlock } from './search-block.ts';
import { createShared, type SearchRow, type SearchTexts } from './search-texts.ts';
import type { Turns } from './turns.ts';
import { timeStyle, type TimeStyle } from './written-times.ts';

/** How many submissions one block has at most, and how many are read at a time: about a millisecond of work. */
const BLOCK = 512;
const STEP = 32;

/** How many characters of texts are kept at most. What is older is read again for each search. */
const MOST_TEXT = 64 * 2 ** 20;

/** For how long it is kept after the page last said that it shows the history, in milliseconds. */
const HELD_FOR = 180_000;

/**
 * What can be found in the history, in memory while a page shows it, and nowhere on disk: it holds words of people. It is
 * read newest first in steps, so that the event loop goes on, and kept in step with the database. It goes when the page
 * leaves the history or is silent for long, and when another agent signs in.
 */
export interface SearchIndex {
  /** A page shows the history, and writes instants that way. */
  readonly hold: (times: Parameters<typeof timeStyle>[0]) => void;
  readonly release: () => void;
  /** Somebody else may have signed in. */
  readonly viewerChanged: () => void;
  /** Takes in some of what moved. @returns whether that was all of it */
  settle(): boolean;
  /** The newest block with submissions that were saved before `before`; null if it has none, yet or at all. */
  below(before: number): SearchBlock | null;
  /** Whether it has read everything down to the oldest. */
  isWhole(): boolean;
  /** Reads on, if it is held and may still grow. @returns whether it did */
  grow(): boolean;
}

interface Held {
  /** Whose words it may hold. */
  readonly agent: string;
  readonly shared: ReturnType<typeof createShared>;
  style: TimeStyle;
  /** Newest first. */
  blocks: SearchBlock[];
  /** Read, but not enough for a block yet. */
  readonly started: Map<number, SearchRow>;
  /** Everything that was saved at or after that one has been read. */
  from: number;
  /** There is nothing older. */
  whole: boolean;
  characters: number;
}

export function createSearchIndex(deps: {
  readonly rows: Pick<HistoryRows, 'before' | 'entries'>;
  readonly texts: SearchTexts;
  readonly moved: MovedRows;
  readonly viewer: Viewer;
  readonly clock: Clock;
  readonly turns: Turns;
}): SearchIndex {
  const { rows, texts, moved, viewer, clock, turns } = deps;
  let held: Held | null = null;
  let cancelEnd = (): void => {};

  function begin(style: TimeStyle): void {
    moved.watch();
    held = {
      agent: viewer.agent(),
      shared: createShared(),
      style,
      blocks: [],
      started: new Map(),
      from: Number.MAX_SAFE_INTEGER,
      whole: false,
      characters: 0,
    };
    fillSoon(held);
  }

  function release(): void {
    cancelEnd();
    held = null;
    moved.stop();
  }

  /** What is held for the agent who is signed in; what another may find is forgotten. */
  function own(): Held | null {
    if (held !== null && held.agent !== viewer.agent()) begin(held.style);
    return held;
  }

  function grow(): boolean {
    const into = own();
    if (into === null || into.whole || into.characters > MOST_TEXT) return false;
    const entries = rows.before(into.from, STEP);
    for (const row of texts.read(entries, into.shared)) into.started.set(row.seq, row);
    into.from = entries.at(-1)?.seq ?? into.from;
    into.whole = entries.length < STEP;
    if (into.started.size >= BLOCK || into.whole) close(into);
    return true;
  }

  function close(into: Held): void {
    const block = createBlock([...into.started.values()].sort((one, other) => other.seq - one.seq));
    into.started.clear();
    if (block.size === 0) return;
    timesOf(block, into.style);
    into.blocks.push(block);
    into.characters += block.texts.all.length;
  }

  function settle(): boolean {
    try {
      return takeIn(own());
    } catch {
      // A search then reads for itself, and tells the failure if it lasts.
      release();
      return true;
    }
  }

  function takeIn(into: Held | null): boolean {
    if (into === null) return true;
    const seqs = moved.take(STEP);
    const known = seqs.filter((seq) => seq >= into.from);
    if (known.length === 0) return seqs.length < STEP;
    const read = texts.read(rows.entries(known), into.shared);
    const now = new Map(read.map((row) => [row.seq, row]));
    const lowest = into.blocks.at(-1);
    const oldest = lowest === undefined ? Infinity : oldestOf(lowest);
    const inBlocks = new Map<number, number[]>();
    for (const seq of known) {
      const row = now.get(seq);
      if (seq >= oldest || into.whole) {
        const at = Math.max(
          0,
          into.blocks.findIndex((block) => oldestOf(block) <= seq),
        );
        inBlocks.set(at, [...(inBlocks.get(at) ?? []), seq]);
      } else if (row === undefined) into.started.delete(seq);
      else into.started.set(seq, row);
    }
    into.blocks = remade(into, inBlocks, now);
    return seqs.length < STEP;
  }

  /** The blocks with what became of those rows. New ones are the newest of all. */
  function remade(
    into: Held,
    changed: ReadonlyMap<number, readonly number[]>,
    now: ReadonlyMap<number, SearchRow>,
  ): SearchBlock[] {
    const blocks = into.blocks.length === 0 && changed.size > 0 ? [createBlock([])] : into.blocks;
    return blocks.flatMap((block, at) => {
      const seqs = changed.get(at);
      if (seqs === undefined) return [block];
      const all = new Map(rowsOf(block).map((row) => [row.seq, row]));
      for (const seq of seqs) {
        const row = now.get(seq);
        if (row === undefined) all.delete(seq);
        else all.set(seq, row);
      }
      const sorted = [...all.values()].sort((one, other) => other.seq - one.seq);
      // Full blocks are at the older end, so that the next new rows find room in the newest.
      const made: SearchBlock[] = [];
      for (let end = sorted.length; end > 0; end -= BLOCK)
        made.unshift(createBlock(sorted.slice(Math.max(0, end - BLOCK), end)));
      const characters = (list: readonly SearchBlock[]): number =>
        list.reduce((sum, { texts: { all: text } }) => sum + text.length, 0);
      into.characters += characters(made) - characters([block]);
      return made;
    });
  }

  /** Reads on in the background, and writes the instants in the present way. */
  async function fill(into: Held): Promise<void> {
    while (held === into) {
      const unwritten = into.blocks.find((block) => block.times?.key !== into.style.key);
      if (unwritten !== undefined) timesOf(unwritten, into.style);
      else if (!grow()) return;
      await turns.next();
    }
  }

  function fillSoon(into: Held): void {
    void setImmediate()
      .then(() => fill(into))
      .catch(() => {
        // The database fails or is closed.
        if (held === into) release();
      });
  }

  return {
    hold(times) {
      cancelEnd();
      cancelEnd = clock.after(HELD_FOR, release);
      const style = timeStyle(times);
      const into = own();
      if (into === null) begin(style);
      else if (into.style.key !== style.key) {
        into.style = style;
        fillSoon(into);
      }
    },
    release,
    viewerChanged: () => own(),
    settle,
    below(before) {
      const blocks = own()?.blocks ?? [];
      let [from, to] = [0, blocks.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        const block = blocks[middle];
        if (block !== undefined && oldestOf(block) < before) to = middle;
        else from = middle + 1;
      }
      return blocks[from] ?? null;
    },
    isWhole: () => own()?.whole === true,
    grow,
  };
}
