import type { MarkedText } from '#shared/outcomes/search/search-marks.ts';

/** Whether the browser can highlight ranges of text (CSS Custom Highlight API). */
export const canHighlight = typeof Highlight === 'function' && 'highlights' in CSS;

/** The names in the styles of `OutcomeResults.vue`. */
const MATCH = 'outcome-match';
const SLIP = 'outcome-slip';

/**
 * Highlights the matches of these paths, and no others any more. Matches have no elements of their own: another letter then changes no
 * text that stays, so the browser need not lay that out again.
 *
 * @param names the elements of all names of the paths, in order; each contains its name as its only text
 */
export function showHighlights(paths: readonly (readonly MarkedText[])[], names: ArrayLike<Element>): void {
  const ranges: Record<string, AbstractRange[]> = { [MATCH]: [], [SLIP]: [] };
  for (const [at, { marks }] of paths.flat().entries()) {
    const text = names[at]?.firstChild;
    for (const { start, end, slip } of marks) {
      if (!(text instanceof Text) || end > text.length) continue;
      ranges[slip === true ? SLIP : MATCH]?.push(
        new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset: end }),
      );
    }
  }
  for (const [name, found] of Object.entries(ranges)) CSS.highlights.set(name, new Highlight(...found));
}
