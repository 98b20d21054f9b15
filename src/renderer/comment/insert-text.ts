import type { Span } from '#shared/comment/snippets.ts';

/**
 * Puts a text into a field as if it were typed: the field hears of it, and one press of Ctrl+Z takes it back. The field
 * gets the focus, and the caret stands after the text.
 *
 * @param at what the text takes the place of
 */
export function insertText(field: HTMLTextAreaElement, text: string, at: Span): void {
  field.focus();
  field.setSelectionRange(at.from, at.to);
  if (typesAsPeopleDo(text)) return;
  field.setRangeText(text, at.from, at.to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** The only way to change a field that its undo knows of; deprecated for want of a successor. */
function typesAsPeopleDo(text: string): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated, @typescript-eslint/no-unnecessary-condition -- see above; missing outside browsers
  return document.execCommand?.('insertText', false, text) ?? false;
}
