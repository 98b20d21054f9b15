import { z } from 'zod';

/** What can be done by keys from anywhere; `quickWrapUp` from any program, the others in Afterword's own windows. */
export const SHORTCUT_NAMES = [
  'submit',
  'search',
  'callback',
  'pin',
  'snippets',
  'addCall',
  'quickWrapUp',
  'preferences',
  'shortcuts',
] as const;
export type ShortcutName = (typeof SHORTCUT_NAMES)[number];

/**
 * Keys pressed together, as Electron writes an accelerator: modifiers and then one key, such as
 * `CommandOrControl+Shift+W`; '' is none. Source: electronjs.org/docs/latest/tutorial/keyboard-shortcuts.
 */
export const keysSchema = z
  .string()
  .max(64)
  .regex(
    /^((CommandOrControl|Control|Alt|Shift|Super)\+)*([^\s+]|[A-Z]\w*)$|^$/,
    'are no keys, such as "Alt+C"',
  );

export type ShortcutKeys = Readonly<Record<ShortcutName, string>>;

/** What the keys are where nobody changed them; those of `quickWrapUp` are the administrator's to set. */
export const DEFAULT_KEYS: Omit<ShortcutKeys, 'quickWrapUp'> = {
  submit: 'CommandOrControl+Enter',
  search: 'CommandOrControl+K',
  callback: 'Alt+C',
  pin: 'Alt+P',
  snippets: 'Alt+S',
  addCall: 'Alt+N',
  preferences: 'CommandOrControl+,',
  shortcuts: '?',
};
