/** A text that an abbreviation stands for in comments. */
export interface Snippet {
  abbreviation: string;
  text: string;
}

/** What a placeholder such as `{callback.time}` can stand for. */
export const PLACEHOLDERS = [
  'callback.time',
  'callback.date',
  'outcome',
  'contact',
  'agent',
  'today',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Where something stands in a text: UTF-16 units, `to` not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Fills the placeholders of a snippet. One that is not known, or has no value, stays as it is written, to be filled in by
 * the agent.
 *
 * @returns the text, and where the first of those that stayed stands in it, or null
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

/**
 * The snippet whose abbreviation stands, as a word of its own, right before the caret, and where it stands.
 *
 * @param caret place of the caret in `text`, in UTF-16 units
 */
export function snippetBefore(
  text: string,
  caret: number,
  snippets: readonly Snippet[],
): { readonly snippet: Snippet; readonly at: Span } | null {
  if (/^\S/u.test(text.slice(caret))) return null;
  const word = /\S+$/u.exec(text.slice(0, caret))?.[0].toLowerCase();
  const snippet = snippets.find(({ abbreviation }) => abbreviation.toLowerCase() === word);
  return snippet === undefined ? null : { snippet, at: { from: caret - (word?.length ?? 0), to: caret } };
}
