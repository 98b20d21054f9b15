import { SHORTCUT_NAMES, type ShortcutKeys, type ShortcutName } from '#shared/contract/shortcuts.ts';

/**
 * Keys that the browser engine, the desktop or the form needs: editing, zoom, reload, the window's menu, the calls'
 * numbers. Source: Chromium's keyboard shortcuts, support.google.com/chrome/answer/157179.
 */
const TAKEN: ReadonlySet<string> = new Set([
  ...[
    'C',
    'V',
    'X',
    'A',
    'Z',
    'Y',
    'R',
    'P',
    'W',
    'T',
    'N',
    'Q',
    'F',
    'G',
    'H',
    'J',
    'L',
    'M',
    'O',
    'S',
    'U',
    'D',
  ].map((key) => `CommandOrControl+${key}`),
  ...['Z', 'V', 'R', 'I', 'J', 'C', 'N', 'T', 'P', 'Q', 'Delete', 'B', 'O', 'A'].map(
    (key) => `CommandOrControl+Shift+${key}`,
  ),
  ...[
    '-',
    '=',
    'Plus',
    'Tab',
    'Up',
    'Down',
    'Left',
    'Right',
    'Home',
    'End',
    'Backspace',
    'Delete',
    'Space',
  ].map((key) => `CommandOrControl+${key}`),
  ...Array.from({ length: 10 }, (_, digit) => [`CommandOrControl+${digit}`, `Alt+${digit}`]).flat(),
  ...['D', 'E', 'F', 'F4', 'Left', 'Right', 'Home', 'Space', 'Tab', 'Enter'].map((key) => `Alt+${key}`),
  ...[
    'F1',
    'F3',
    'F5',
    'F6',
    'F7',
    'F10',
    'F11',
    'F12',
    'Shift+F10',
    'CommandOrControl+F4',
    'CommandOrControl+F5',
  ],
]);

/** Why a shortcut cannot have some keys; `other` is the shortcut that already has them. */
export type KeysProblem =
  | { readonly code: 'needsModifier' }
  | { readonly code: 'taken' }
  | { readonly code: 'sameAs'; readonly other: ShortcutName };

/**
 * Why that shortcut cannot have these keys, or null.
 *
 * A single letter would be typed into the focused field. A single sign is allowed: it works outside text fields, and
 * the agent can change it (WCAG 2.2, 2.1.4).
 */
export function keysProblem(keys: string, name: ShortcutName, current: ShortcutKeys): KeysProblem | null {
  if (keys === '') return null;
  const modified = /^(CommandOrControl|Control|Alt|Super)\+/.test(keys);
  const alone = /^(F\d+|[^\sA-Z0-9])$/.test(keys) && name !== 'quickWrapUp';
  if (!modified && !alone) return { code: 'needsModifier' };
  if (TAKEN.has(keys)) return { code: 'taken' };
  const other = SHORTCUT_NAMES.find((each) => each !== name && current[each] === keys);
  return other === undefined ? null : { code: 'sameAs', other };
}
