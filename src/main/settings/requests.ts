import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { settingsRequests } from '#shared/contract/requests/settings.ts';
import { settingsPath } from './settings-file.ts';
import { settingsReport } from './settings-report.ts';
import type { PreferenceChange } from '#shared/contract/preferences.ts';

export function settingsHandlers(parts: {
  readonly dataDir: string;
  /** How many faults the settings had at the start. */
  readonly settingsFaults: number;
  desktop(): { showInFolder(path: string): void; restart(): void } | null;
  signIn(userId: string): void;
  changePreferences(change: PreferenceChange): void;
}): HandlersOf<typeof settingsRequests> {
  /** The desktop, if there is something to mend: no page can start Afterword again and again. */
  const mender = () => (parts.settingsFaults > 0 ? parts.desktop() : null);
  return {
    signIn: ({ userId }) => {
      parts.signIn(userId);
    },
    setPreferences: (change) => {
      parts.changePreferences(change);
    },
    checkSettings: () => ({ ...settingsReport(parts.dataDir), desktop: parts.desktop() !== null }),
    showSettingsFile: () => {
      mender()?.showInFolder(settingsPath(parts.dataDir));
    },
    restart: () => {
      mender()?.restart();
    },
  };
}
