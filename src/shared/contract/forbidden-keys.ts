import { KEYBOARDS, writesCharacter, type Platform } from './keyboards.ts';
import { SHORTCUT_NAMES, type ShortcutKeys, type ShortcutName } from './shortcuts.ts';

const keysWith = (modifiers: string, keys: string): string[] =>
  keys.split(' ').map((key) => (modifiers === '' ? key : `${modifiers}+${key}`));

const DIGITS = '0 1 2 3 4 5 6 7 8 9';

/**
 * Keys that the browser engine, the desktop or the form needs: editing, zoom, reload, the window's menu, the calls'
 * numbers. Sources: Chromium's keyboard shortcuts, support.google.com/chrome/answer/157179; "Mac keyboard shortcuts",
 * support.apple.com/102650.
 */
const TAKEN: readonly string[] = [
  ...keysWith('CommandOrControl', 'C V X A Z Y R P W T N Q F G H J L M O S U D F4 F5'),
  ...keysWith('CommandOrControl+Shift', 'Z V R I J C N T P Q Delete B O A'),
  ...keysWith('CommandOrControl', '- = Plus Tab Up Down Left Right Home End Backspace Delete Space'),
  ...keysWith('CommandOrControl', DIGITS),
  ...keysWith('Alt', 'D E F F4 Left Right Home Space Tab Enter'),
  ...keysWith('', 'F3 F5 F6 F7 F10 F11 F12 Shift+F10'),
];

/** What is taken on one system only. */
const TAKEN_ON: Readonly<Record<Platform, readonly string[]>> = {
  // Control with a letter moves and deletes in text fields; Command and Option arrange windows.
  mac: [
    ...keysWith('Control', 'A B D E F H K L N O P T V Y'),
    ...keysWith('CommandOrControl+Alt', 'D H M W'),
  ],
  windows: [],
  linux: [],
};

/** Whether the system, the browser engine or the form needs these keys. */
function isTaken(keys: string, platform: Platform): boolean {
  const isDigit = keysWith(KEYBOARDS[platform].digits, DIGITS).includes(keys);
  return isDigit || TAKEN.includes(keys) || TAKEN_ON[platform].includes(keys);
}

/** Why a shortcut cannot have some keys; `other` is the shortcut that already has them. */
export type KeysProblem =
  | { readonly code: 'needsModifier' }
  | { readonly code: 'writes' }
  | { readonly code: 'taken' }
  | { readonly code: 'sameAs'; readonly other: ShortcutName };

/**
 * Why that shortcut cannot have these keys on that system, or null.
 *
 * A single letter would be typed into the focused field. A single sign is allowed: it works outside text fields, and
 * the agent can change it (WCAG 2.2, 2.1.4).
 *
 * @param current the keys of all shortcuts; empty if they do not matter
 */
export function keysProblem(
  keys: string,
  name: ShortcutName,
  platform: Platform,
  current: Partial<ShortcutKeys> = {},
): KeysProblem | null {
  if (keys === '') return null;
  const modified = /^(CommandOrControl|Control|Alt|Super)\+/.test(keys);
  const alone = /^(F\d+|[^\sA-Z0-9])$/.test(keys) && name !== 'quickWrapUp';
  if (!modified && !alone) return { code: 'needsModifier' };
  if (writesCharacter(keys, platform)) return { code: 'writes' };
  if (isTaken(keys, platform)) return { code: 'taken' };
  const other = SHORTCUT_NAMES.find((each) => each !== name && current[each] === keys);
  return other === undefined ? null : { code: 'sameAs', other };
}
