import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { settingsRequests } from '#shared/contract/requests/settings.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { usersFile } from './settings-file.ts';
import { settingsReport } from './settings-report.ts';
import type { PreferenceChange } from '#shared/contract/preferences.ts';

export function settingsHandlers(parts: {
  readonly dataDir: string;
  readonly site: readonly SettingsSource[];
  /** Whether the settings were faulty at the start, are faulty, or a change of them waits. */
  settingsNeedStart(): boolean;
  /** Reads the settings again. @returns whether a change of them waits for the next start */
  readSettings(): boolean;
  desktop(): { showInFolder(path: string): void; restart(): void } | null;
  signIn(userId: string): void;
  changePreferences(change: PreferenceChange): void;
}): HandlersOf<typeof settingsRequests> {
  /** The desktop, if there is something to mend: no page can start Afterword again and again. */
  const mender = () => (parts.settingsNeedStart() ? parts.desktop() : null);
  return {
    signIn: ({ userId }) => parts.signIn(userId),
    setPreferences: (change) => parts.changePreferences(change),
    checkSettings: () => ({
      waits: parts.readSettings(),
      ...settingsReport(parts.dataDir, parts.site),
      desktop: parts.desktop() !== null,
    }),
    showSettingsFile: () => mender()?.showInFolder(usersFile(parts.dataDir, parts.site).path),
    restart: () => mender()?.restart(),
  };
}
