/** The commands that have a shortcut. `quickWrapUp` works from any program, the others in Afterword's windows. */
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

export type ShortcutKeys = Readonly<Record<ShortcutName, string>>;

/** The default keys. The administrator sets those of `quickWrapUp`. */
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
