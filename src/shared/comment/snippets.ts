/** A text that an agent inserts into a comment by typing its abbreviation. */
export interface Snippet {
  abbreviation: string;
  text: string;
}

/** The names of placeholders, such as `{callback.time}`. */
export const PLACEHOLDERS = [
  'callback.time',
  'callback.date',
  'outcome',
  'contact',
  'agent',
  'today',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** A range in a text, in UTF-16 units, without `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Fills the placeholders of a snippet. An unknown one, or one without a value, stays for the agent to fill in.
 *
 * @returns the text, and the place of the first placeholder that stayed, or null
 */
export function fillSnippet(
  text: string,
  values: Readonly<Partial<Record<Placeholder, string>>>,
): { readonly text: string; readonly gap: Span | null } {
  const known = new Map<string, string>(Object.entries(values));
  let filled = '';
  let gap: Span | null = null;
  let at = 0;
  for (const match of text.matchAll(/\{([a-z]+(?:\.[a-z]+)*)\}/gu)) {
    filled += text.slice(at, match.index);
    at = match.index + match[0].length;
    const value = known.get(match[1] ?? '') ?? '';
    if (value === '') gap ??= { from: filled.length, to: filled.length + match[0].length };
    filled += value === '' ? match[0] : value;
  }
  return { text: filled + text.slice(at), gap };
}

/** The snippet with that abbreviation, whatever its case. */
export function findSnippet(abbreviation: string, snippets: readonly Snippet[]): Snippet | undefined {
  return snippets.find((each) => each.abbreviation.toLowerCase() === abbreviation.toLowerCase());
}

/**
 * Finds the snippet whose abbreviation is the word right before the caret.
 *
 * @param caret place of the caret in `text`, in UTF-16 units
 * @returns the snippet and the place of its abbreviation, or null
 */
export function snippetBefore(
  text: string,
  caret: number,
  snippets: readonly Snippet[],
): { readonly snippet: Snippet; readonly at: Span } | null {
  if (/^\S/u.test(text.slice(caret))) return null;
  const word = /\S+$/u.exec(text.slice(0, caret))?.[0];
  const snippet = findSnippet(word ?? '', snippets);
  return snippet === undefined ? null : { snippet, at: { from: caret - (word?.length ?? 0), to: caret } };
}
