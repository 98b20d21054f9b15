import { useEventListener } from '@vueuse/core';
import type { ShortcutKeys, ShortcutName } from '#shared/contract/shortcuts.ts';
import { pressedKeys, topModifier } from './pressed-keys.ts';
import { useShortcutKeys } from './shortcuts.ts';

/** What a window does for each shortcut. A window may lack any of them. */
export type ShortcutActions = {
  // The comment field handles the shortcut for snippets itself.
  readonly [N in Exclude<ShortcutName, 'quickWrapUp' | 'snippets'>]?: (press: KeyboardEvent) => void;
} & {
  /** Selects a call by its number in the list, from 1. */
  readonly call?: (number: number) => void;
  /** Chooses a pinned or frequent outcome by its number, from 1. */
  readonly top?: (number: number) => void;
  /** False if there was nothing to leave. Then Escape is left to the browser and to what is open. */
  readonly escape?: (press: KeyboardEvent) => unknown;
};

/** What takes letters for itself. */
const WRITTEN_IN = 'input:not([type=radio], [type=checkbox]), textarea, select, [role="spinbutton"]';

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(WRITTEN_IN));
}

function nothing(): void {
  // Does nothing, but the key counts as handled.
}

function isIn(role: 'dialog' | 'menu', target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`[role="${role}"]`) !== null;
}

export function inDialog(target: EventTarget | null): boolean {
  return isIn('dialog', target);
}

const NAMES = [
  'submit',
  'submitAndClear',
  'moreTime',
  'search',
  'callback',
  'nearest',
  'contact',
  'doNotCall',
  'campaigns',
  'sameAgain',
  'pin',
  'addCall',
  'callbacks',
  'preferences',
  'shortcuts',
] as const;

function actionOf(
  event: KeyboardEvent,
  pressed: string,
  actions: ShortcutActions,
  keys: ShortcutKeys,
): ((press: KeyboardEvent) => unknown) | undefined {
  // In a text field, a single sign is text, not a shortcut.
  const free = pressed.length > 1 || !isTyping(event.target);
  const name = NAMES.find((each) => keys[each] === pressed);
  // A held key does it once: it neither submits the next call nor switches a callback off again.
  if (name !== undefined && free) return event.repeat ? nothing : actions[name];
  if (pressed === '/' && free) return actions.search;
  const [, held, digit] = /^(\w+)\+([1-9])$/.exec(pressed) ?? [];
  const numbered = { CommandOrControl: actions.call, [topModifier()]: actions.top }[held ?? ''];
  if (digit !== undefined && numbered !== undefined) {
    return () => numbered(Number(digit));
  }
  if (pressed === 'Escape' && event.repeat) return nothing;
  // An open menu closes on Escape, unless this window handles the key before it.
  return pressed === 'Escape' && !isIn('menu', event.target) ? actions.escape : undefined;
}

/** Keys that work anywhere in a window, except while a dialog is open. Call in a component's setup. */
export function useShortcuts(actions: ShortcutActions): void {
  const shortcuts = useShortcutKeys();
  function onKey(event: KeyboardEvent): void {
    const pressed = pressedKeys(event);
    if (pressed === null || inDialog(event.target)) return;
    // Ignore a single key that a control has handled. Keys with a modifier still count: a radio group prevents Enter by
    // the ARIA pattern, but Ctrl+Enter must submit.
    if (event.defaultPrevented && /^(Shift\+)?[^+]+$/.test(pressed)) return;
    const act = actionOf(event, pressed, actions, shortcuts.keys);
    if (act === undefined) return;
    if (act(event) !== false) event.preventDefault();
  }
  useEventListener('keydown', onKey);
}
