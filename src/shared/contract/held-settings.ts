import { DEFAULT_PREFERENCES, type Preferences } from './preferences.ts';

/** The settings that an agent could otherwise overrule; where the site has locked one, the screen says so. */
export const HELD_SETTINGS = [
  'agent.userId',
  'callbacks.remindMinutes',
  'shortcuts.quickWrapUp',
  'start.atLogin',
] as const;
export type HeldSetting = (typeof HELD_SETTINGS)[number];

/** The preferences that count: where the site has locked a setting, what the agent prefers in its place does not. */
export function heldPreferences(preferences: Preferences, held: readonly HeldSetting[]): Preferences {
  const { quickWrapUp, ...others } = preferences.shortcuts;
  const isFree = !held.includes('shortcuts.quickWrapUp') || quickWrapUp === undefined;
  return {
    ...preferences,
    ...(held.includes('start.atLogin') && { atLogin: DEFAULT_PREFERENCES.atLogin }),
    ...(held.includes('callbacks.remindMinutes') && {
      callbackReminder: DEFAULT_PREFERENCES.callbackReminder,
    }),
    shortcuts: isFree ? preferences.shortcuts : others,
  };
}
