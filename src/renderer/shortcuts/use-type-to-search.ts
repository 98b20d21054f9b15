import { useEventListener } from '@vueuse/core';
import { inDialog, isTyping } from './use-shortcuts.ts';

/** Widgets that use letters for their own type-ahead (WAI-ARIA tree view, grid, list box, menu). */
const OWN_LETTERS = '[role="tree"], [role="grid"], [role="listbox"], [role="menu"]';
/** Outside text fields these signs are shortcuts. */
const SHORTCUTS: ReadonlySet<string> = new Set(['/', '?']);

function isLetter({ key }: KeyboardEvent): boolean {
  return Array.from(key).length === 1 && key !== ' ' && !SHORTCUTS.has(key);
}

/** AltGr, which types letters, appears as Ctrl and Alt together. */
function isCommand(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
}

/**
 * Sends a printable key pressed outside a text field to the search: `focus` moves the focus there before the browser
 * writes the letter. Call in a component's setup.
 */
export function useTypeToSearch(focus: () => void): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || !isLetter(event) || isCommand(event)) return;
    const { target } = event;
    if (isTyping(target) || inDialog(target)) return;
    if (target instanceof Element && target.closest(OWN_LETTERS) !== null) return;
    focus();
  }
  useEventListener('keydown', onKey);
}
