import { SHORTCUT_NAMES, type ShortcutKeys, type ShortcutName } from '#shared/contract/shortcuts.ts';

/**
 * Keys that the engine, the desktop or the form itself needs: editing, zoom, reload, the window's menu, the calls'
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

/** Why some keys cannot be a shortcut's; `other` is the shortcut that has them. */
export type KeysProblem =
  | { readonly code: 'needsModifier' }
  | { readonly code: 'taken' }
  | { readonly code: 'sameAs'; readonly other: ShortcutName };

/**
 * What is wrong with these keys for that shortcut, or null.
 *
 * A letter alone would be typed into whatever has the focus; a sign alone works while nothing is typed into
 * (WCAG 2.2, 2.1.4: it can be changed).
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
