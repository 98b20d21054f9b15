import { useEventListener } from '@vueuse/core';
import { inDialog, isTyping } from './use-shortcuts.ts';

/** Widgets with a type-ahead of their own keep their letters (WAI-ARIA tree view, grid, list box, menu). */
const OWN_LETTERS = '[role="tree"], [role="grid"], [role="listbox"], [role="menu"]';
/** They have a meaning of their own wherever nobody types. */
const SHORTCUTS: ReadonlySet<string> = new Set(['/', '?']);

function isLetter({ key }: KeyboardEvent): boolean {
  return Array.from(key).length === 1 && key !== ' ' && !SHORTCUTS.has(key);
}

/** Letters written with AltGr come with Ctrl and Alt down. */
function isCommand(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
}

/**
 * A printable key pressed where nothing takes text goes into the search: `focus` gives it the focus before the
 * browser writes the letter. Call in a component's setup.
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
