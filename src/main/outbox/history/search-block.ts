import type { Facet, SearchRow } from './search-texts.ts';
import type { TimeStyle } from './written-times.ts';

/** Texts in one string, so that one scan looks through all of them. `starts` has one place more than there are texts. */
export interface JoinedTexts {
  readonly all: string;
  readonly starts: Uint32Array;
}

/** Some submissions, the one that was saved last first: their columns, and their texts in one string. */
export interface SearchBlock {
  readonly size: number;
  readonly seqs: Float64Array;
  readonly idHashes: Uint32Array;
  readonly madeAt: Float64Array;
  /** NaN: it has no callback. */
  readonly callbackAt: Float64Array;
  readonly callbackZones: readonly (string | null)[];
  readonly facets: readonly Facet[];
  readonly texts: JoinedTexts;
  /** The instants as the page writes them, by the style in which it last asked. */
  times: { readonly key: string; readonly texts: JoinedTexts } | null;
}

/** @param rows the one that was saved last first */
export function createBlock(rows: readonly SearchRow[]): SearchBlock {
  return {
    size: rows.length,
    seqs: Float64Array.from(rows, ({ seq }) => seq),
    idHashes: Uint32Array.from(rows, ({ idHash }) => idHash),
    madeAt: Float64Array.from(rows, ({ madeAt }) => madeAt),
    callbackAt: Float64Array.from(rows, ({ callbackAt }) => callbackAt ?? NaN),
    callbackZones: rows.map(({ callbackZone }) => callbackZone),
    facets: rows.map(({ facet }) => facet),
    texts: join(rows.map(({ text }) => text)),
    times: null,
  };
}

/** The rows from which the block was made. */
export function rowsOf(block: SearchBlock): SearchRow[] {
  const { seqs, idHashes, madeAt, callbackAt, callbackZones, facets, texts } = block;
  return facets.map((facet, at) => {
    const callback = callbackAt[at] ?? NaN;
    return {
      seq: seqs[at] ?? 0,
      idHash: idHashes[at] ?? 0,
      madeAt: madeAt[at] ?? 0,
      callbackAt: Number.isNaN(callback) ? null : callback,
      callbackZone: callbackZones[at] ?? null,
      facet,
      text: texts.all.slice(texts.starts[at], (texts.starts[at + 1] ?? 0) - 1),
    };
  });
}

/** The `seq` of the oldest in it. */
export function oldestOf({ seqs, size }: SearchBlock): number {
  return seqs[size - 1] ?? 0;
}

/** The place of the first one in it that was saved before `before`; its size if there is none. */
export function firstBelow({ seqs, size }: SearchBlock, before: number): number {
  let [from, to] = [0, size];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((seqs[middle] ?? 0) < before) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Makes what is written for the instants of the block, if it is not there in this style. */
export function timesOf(block: SearchBlock, style: TimeStyle): JoinedTexts {
  if (block.times?.key === style.key) return block.times.texts;
  const texts = join(
    block.facets.map((_, at) => {
      const saved = style.write(block.madeAt[at] ?? NaN, null);
      const callback = block.callbackAt[at] ?? NaN;
      if (Number.isNaN(callback)) return saved;
      return `${saved}\n${style.write(callback, block.callbackZones[at] ?? null)}`;
    }),
  );
  block.times = { key: style.key, texts };
  return texts;
}

/** Marks the texts that have the term. A term never has the character between two of them, since folding removes it. */
export function markHits({ all, starts }: JoinedTexts, term: string, hits: Uint8Array): void {
  let row = 0;
  for (let at = all.indexOf(term); at !== -1; at = all.indexOf(term, starts[row])) {
    while ((starts[row + 1] ?? Infinity) <= at) row += 1;
    hits[row] = 1;
    row += 1;
    if (row === hits.length) return;
  }
}

const BETWEEN = '\u0000';

function join(texts: readonly string[]): JoinedTexts {
  const starts = new Uint32Array(texts.length + 1);
  texts.forEach((text, at) => {
    starts[at + 1] = (starts[at] ?? 0) + text.length + BETWEEN.length;
  });
  return { all: texts.map((text) => text + BETWEEN).join(''), starts };
}
