import type { MarkedText } from '#shared/outcomes/search/search-marks.ts';

/** Whether the browser can highlight ranges of text (CSS Custom Highlight API). */
export const canHighlight = typeof Highlight === 'function' && 'highlights' in CSS;

/** The names in the styles of `OutcomeResults.vue`. */
const MATCH = 'outcome-match';
const SLIP = 'outcome-slip';

/**
 * Writes these names into the elements of the hits and highlights their matches, and no others any more. A text stays the same node, and
 * matches have no elements of their own: the browser finds no style and makes no box anew, and lays out only what reads differently.
 *
 * @param elements of the names, in order; each has at most a text
 */
export function showNames(names: readonly MarkedText[], elements: ArrayLike<Element>): void {
  const ranges: Record<string, AbstractRange[]> = { [MATCH]: [], [SLIP]: [] };
  for (const [at, { text: name, marks }] of names.entries()) {
    const text = elements[at]?.firstChild ?? elements[at]?.appendChild(new Text());
    if (!(text instanceof Text)) continue;
    if (text.data !== name) text.data = name;
    for (const { start, end, slip } of marks)
      ranges[slip === true ? SLIP : MATCH]?.push(
        new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset: end }),
      );
  }
  for (const [name, found] of Object.entries(ranges)) CSS.highlights.set(name, new Highlight(...found));
}
