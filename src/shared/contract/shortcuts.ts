import { KEYBOARDS, type Platform } from './keyboards.ts';

/** The commands that have a shortcut. `quickWrapUp` works from any program, the others in Afterword's windows. */
export const SHORTCUT_NAMES = [
  'submit',
  'submitAndClear',
  'search',
  'callback',
  'nearest',
  'contact',
  'doNotCall',
  'campaigns',
  'sameAgain',
  'pin',
  'snippets',
  'moreTime',
  'addCall',
  'callbacks',
  'quickWrapUp',
  'preferences',
  'shortcuts',
] as const;
export type ShortcutName = (typeof SHORTCUT_NAMES)[number];

export type ShortcutKeys = Readonly<Record<ShortcutName, string>>;

/** The default of `quickWrapUp`, unless the administrator sets another. */
export const QUICK_WRAP_UP_KEYS = 'CommandOrControl+Shift+W';

/** The default keys on a system: none of them writes a character there. The administrator sets those of `quickWrapUp`. */
export function defaultKeys(platform: Platform): Omit<ShortcutKeys, 'quickWrapUp'> {
  const { letters } = KEYBOARDS[platform];
  return {
    submit: 'CommandOrControl+Enter',
    submitAndClear: 'CommandOrControl+Shift+Enter',
    search: 'CommandOrControl+K',
    callback: `${letters}+C`,
    nearest: `${letters}+T`,
    contact: `${letters}+I`,
    doNotCall: `${letters}+X`,
    campaigns: `${letters}+G`,
    sameAgain: `${letters}+L`,
    pin: `${letters}+P`,
    snippets: `${letters}+S`,
    moreTime: `${letters}+A`,
    addCall: `${letters}+N`,
    callbacks: `${letters}+R`,
    preferences: 'CommandOrControl+,',
    // It writes nothing, so it also works in the search, where the agent is most of the day.
    shortcuts: 'F1',
  };
}
