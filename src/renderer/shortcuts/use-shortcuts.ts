import { useEventListener } from '@vueuse/core';
import type { ShortcutKeys, ShortcutName } from '#shared/contract/shortcuts.ts';
import { pressedKeys } from './pressed-keys.ts';
import { useShortcutKeys } from './shortcuts.ts';

/** What the keys of a window do; each is optional, since a window may lack it. */
export type ShortcutActions = {
  // Those of the snippets are the comment's own.
  readonly [N in Exclude<ShortcutName, 'quickWrapUp' | 'snippets'>]?: () => void;
} & {
  /** By its number on the list, from 1. */
  readonly call?: (number: number) => void;
  /** Chooses from the favourites and recents. From 1. */
  readonly top?: (number: number) => void;
  readonly escape?: () => void;
};

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="spinbutton"]'))
  );
}

function nothing(): void {
  // The key is used up all the same.
}

export function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null;
}

const NAMES = ['submit', 'search', 'callback', 'pin', 'addCall', 'preferences', 'shortcuts'] as const;

function actionOf(
  event: KeyboardEvent,
  actions: ShortcutActions,
  keys: ShortcutKeys,
): (() => void) | undefined {
  const pressed = pressedKeys(event);
  if (pressed === null) return undefined;
  const combined = event.ctrlKey || event.metaKey || event.altKey;
  // What types a sign, types it.
  const free = combined || pressed.length > 1 || !isTyping(event.target);
  const name = NAMES.find((each) => keys[each] === pressed);
  // A key held down means one wrap-up, not that of the next call as well.
  if (name === 'submit') return event.repeat ? nothing : actions.submit;
  if (name !== undefined && free) return actions[name];
  if (pressed === '/' && free) return actions.search;
  const [, control, digit] = /^(?:(CommandOrControl)|Alt)\+([1-9])$/.exec(pressed) ?? [];
  const numbered = control === undefined ? actions.top : actions.call;
  if (digit !== undefined && numbered !== undefined) {
    return () => {
      numbered(Number(digit));
    };
  }
  return pressed === 'Escape' ? actions.escape : undefined;
}

/** Keys that work anywhere in a window, except while a dialog is open. Call in a component's setup. */
export function useShortcuts(actions: ShortcutActions): void {
  const shortcuts = useShortcutKeys();
  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || inDialog(event.target)) return;
    // A key of its own that a control has used up is done with; a control that refuses Enter (a radio group does, by
    // the ARIA pattern) has no say in Ctrl+Enter.
    const combined = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented && !combined) return;
    const act = actionOf(event, actions, shortcuts.keys);
    if (act === undefined) return;
    event.preventDefault();
    act();
  }
  useEventListener('keydown', onKey);
}
