import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { settingsRequests } from '#shared/contract/requests/settings.ts';
import type { PreferenceChange } from '#shared/contract/preferences.ts';

export function settingsHandlers(parts: {
  signIn(userId: string): void;
  changePreferences(change: PreferenceChange): void;
}): HandlersOf<typeof settingsRequests> {
  return {
    signIn: ({ userId }) => {
      parts.signIn(userId);
    },
    setPreferences: (change) => {
      parts.changePreferences(change);
    },
  };
}
