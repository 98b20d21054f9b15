import type { ShortcutName } from '#shared/contract/shortcuts.ts';
import type { WordKey } from '../i18n/i18n.ts';

/** What each shortcut is called on screen. */
export const SHORTCUT_WORDS = {
  submit: 'shortcuts.submit',
  search: 'shortcuts.search',
  callback: 'shortcuts.callback',
  pin: 'shortcuts.pin',
  snippets: 'shortcuts.snippets',
  addCall: 'shortcuts.addCall',
  quickWrapUp: 'shortcuts.quickWrapUp',
  preferences: 'shortcuts.preferences',
  shortcuts: 'shortcuts.shortcuts',
} as const satisfies Record<ShortcutName, WordKey>;
