import type { OutcomeIndex } from '#shared/outcomes/search/outcome-index.ts';
import type { OutcomeSearchResult } from '#shared/outcomes/search/outcome-search.ts';

/** From so many places of the list, a name is typed up to so many letters: after that, what a search runs is optimised. */
const NAMES = 4;
const LETTERS = 12;

/**
 * What to search for before the agent does: some names of the list, letter by letter, and at last a single letter. A browser compiles code when it
 * first runs, and optimises it once it has run often: the first letters of an agent would wait for that.
 */
export function rehearsal({ entries }: OutcomeIndex): string[] {
  const names = Array.from({ length: NAMES }, (_, at) => {
    const place = Math.floor((entries.length * (at + 0.5)) / NAMES);
    return Array.from(entries[place]?.text ?? '').slice(0, LETTERS);
  });
  const typed = names.flatMap((name) => name.map((_, at) => name.slice(0, at + 1).join('')));
  return [...typed, ...(names.at(-1)?.slice(0, 1) ?? [])];
}

/** The same hits without a word to see: the elements that the first search writes into. */
export function withoutWords(result: OutcomeSearchResult): OutcomeSearchResult {
  const hits = result.hits.map(({ key, path }) => ({
    key,
    ref: { kind: 'business' as const, id: '' },
    path: path.map(() => ({ text: '', marks: [] })),
  }));
  return { ...result, hits };
}
