import { cutComment } from '#shared/comment/comment.ts';
import type { Span } from '#shared/comment/snippets.ts';

/** With more lines, what can be undone is put in too slowly: 3,000 lines hold up the page for ten seconds. */
const MOST_LINES = 200;

/**
 * Inserts text into a field as if it were typed: the field gets the input event, and one Ctrl+Z undoes it, unless it has very many
 * lines. What is beyond the limit of the field is dropped. The field gets the focus and the caret is after the text.
 *
 * @param at the range that the text replaces
 */
export function insertText(field: HTMLTextAreaElement, text: string, at: Span): void {
  field.focus();
  field.setSelectionRange(at.from, at.to);
  if (text.split('\n', MOST_LINES).length < MOST_LINES && insertWithUndo(text)) return;
  const room = field.maxLength - field.value.length + at.to - at.from;
  const fitting = cutComment(text, { commentLimit: room, commentCount: 'utf16' });
  field.setRangeText(fitting, at.from, at.to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** The only way to change a field so that its undo works. It is deprecated, but there is no successor. */
function insertWithUndo(text: string): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated, @typescript-eslint/no-unnecessary-condition -- see above; missing outside browsers
  return document.execCommand?.('insertText', false, text) ?? false;
}
