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
