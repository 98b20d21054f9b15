import { useEventListener } from '@vueuse/core';
import { isTyped } from './pressed-keys.ts';
import { inDialog, isTyping } from './use-shortcuts.ts';

/** Widgets that use letters for their own type-ahead (WAI-ARIA tree view, grid, list box, menu). */
const OWN_LETTERS = '[role="tree"], [role="grid"], [role="listbox"], [role="menu"]';
/** Outside text fields these signs are shortcuts. */
const SHORTCUTS: ReadonlySet<string> = new Set(['/', '?']);

/**
 * Sends a printable key pressed outside a text field to the search: `focus` moves the focus there before the browser
 * writes the letter. Call in a component's setup.
 */
export function useTypeToSearch(focus: () => void): void {
  function onKey(event: KeyboardEvent): void {
    const { key, target } = event;
    if (event.defaultPrevented || !isTyped(event) || key === ' ' || SHORTCUTS.has(key)) return;
    if (isTyping(target) || inDialog(target)) return;
    if (target instanceof Element && target.closest(OWN_LETTERS) !== null) return;
    focus();
  }
  useEventListener('keydown', onKey);
}
