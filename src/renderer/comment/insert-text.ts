import type { Span } from '#shared/comment/snippets.ts';

/**
 * Inserts text into a field as if it were typed: the field gets the input event, and one Ctrl+Z undoes it. The field
 * gets the focus and the caret is after the text.
 *
 * @param at the range that the text replaces
 */
export function insertText(field: HTMLTextAreaElement, text: string, at: Span): void {
  field.focus();
  field.setSelectionRange(at.from, at.to);
  if (insertWithUndo(text)) return;
  field.setRangeText(text, at.from, at.to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** The only way to change a field so that its undo works. It is deprecated, but there is no successor. */
function insertWithUndo(text: string): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated, @typescript-eslint/no-unnecessary-condition -- see above; missing outside browsers
  return document.execCommand?.('insertText', false, text) ?? false;
}
