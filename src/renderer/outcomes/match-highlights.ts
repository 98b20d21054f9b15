import type { MarkedText } from '#shared/outcomes/search/search-marks.ts';

/** Whether the browser can highlight ranges of text (CSS Custom Highlight API). */
export const canHighlight = typeof Highlight === 'function' && 'highlights' in CSS;

/** The names in the styles of `MarkedPath.vue`. */
const NAMES = ['outcome-match', 'outcome-slip'] as const;

export interface MatchHighlights {
  /**
   * Highlights the matches of these paths, and no others any more.
   *
   * @param names the elements of all names of the paths, in order; each contains its name as its only text
   */
  show(paths: readonly (readonly MarkedText[])[], names: ArrayLike<Element>): void;
}

/**
 * Highlights matches without elements of their own: another letter then changes no text that stays, so the browser
 * need not lay that out again.
 */
export function matchHighlights(): MatchHighlights {
  let shown: (readonly [Highlight, AbstractRange])[] = [];
  return {
    show(paths, names) {
      for (const [highlight, range] of shown) highlight.delete(range);
      shown = [];
      for (const [at, { marks }] of paths.flat().entries()) {
        const text = names[at]?.firstChild;
        for (const { start, end, slip } of marks) {
          if (!(text instanceof Text) || end > text.length) continue;
          const range = new StaticRange({
            startContainer: text,
            startOffset: start,
            endContainer: text,
            endOffset: end,
          });
          const highlight = highlightOf(NAMES[slip ? 1 : 0]);
          highlight.add(range);
          shown.push([highlight, range]);
        }
      }
    },
  };
}

function highlightOf(name: string): Highlight {
  let highlight = CSS.highlights.get(name);
  if (highlight === undefined) CSS.highlights.set(name, (highlight = new Highlight()));
  return highlight;
}
