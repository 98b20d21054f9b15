/**
 * The desktop app: the core under Electron, its screen in two windows. This file shows the start in its order; how each
 * step is done stands in hosts/desktop.
 */
import { app } from 'electron';
import { commandOf } from '#main/hosts/commands.ts';
import { openLog } from '#main/hosts/log-file.ts';
import { APP_ID } from '#main/hosts/desktop/app-id.ts';
import { runCommand } from '#main/hosts/desktop/commands.ts';
import { becomeSingleInstance, hideCallInProcessList } from '#main/hosts/desktop/incoming-calls.ts';
import { registerAppScheme } from '#main/hosts/desktop/security/app-scheme.ts';
import { sandboxPages } from '#main/hosts/desktop/security/hardening.ts';
import { sandboxObstacle } from '#main/hosts/desktop/security/sandbox-obstacle.ts';
import { refuseSwitches, SwitchRefusedError } from '#main/hosts/desktop/security/switches.ts';
import { desktopSite } from '#main/hosts/desktop/site.ts';
import { giveUp, startDesktop } from '#main/hosts/desktop/start.ts';
import { useShortcutsPortal } from '#main/hosts/desktop/window-system.ts';
import { desktopSpeech } from '#main/hosts/desktop/words/speech.ts';
import { systemRegion } from '#main/hosts/desktop/words/system-region.ts';
import { findDataFolder } from '#main/moving/find.ts';
import { dataPlaces, placesFor } from '#main/moving/places.ts';
import { settleDataFolder } from '#main/moving/settle.ts';
import { dataFolder } from '#main/settings/data-folder.ts';
import { settingsOfProfile } from '#main/settings/settings-file.ts';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import type { DesktopWords } from '#main/hosts/desktop/words/words.ts';

hideCallInProcessList();
registerAppScheme();
sandboxPages();
useShortcutsPortal();
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

/** @param region null before the app is ready */
const systemSpeech = (region: string | null): (() => DesktopWords) =>
  desktopSpeech(() => DEFAULT_PREFERENCES, region);
const ofSite = desktopSite(app.isPackaged);
const usual = dataPlaces(app.getPath('userData'));
const chosen = dataFolder(ofSite, usual.local);
const places = placesFor(chosen.path, usual, chosen.staysInProfile);
const site = [...settingsOfProfile(places.roaming), ...ofSite];
try {
  if (app.isPackaged) refuseSwitches(app.commandLine, () => sandboxObstacle(process.execPath));
  const asked = commandOf(process.argv);
  if (asked !== null) void runCommand(asked, findDataFolder(places), site);
  else startApp();
} catch (error) {
  // At once, before Chromium does what a refused switch says.
  if (error instanceof SwitchRefusedError) giveUp(error, systemSpeech(null));
  else
    void app.whenReady().then(() => {
      giveUp(error, systemSpeech(systemRegion()));
    });
}

function startApp(): void {
  // Before Chromium looks for the key that lies among the data.
  const folder = settleDataFolder(places);
  const { path: dataDir } = folder;
  const log = openLog(dataDir, !app.isPackaged);
  folder.tell(log);
  // Each data folder has its own lock: two folders are two apps.
  app.setPath('userData', dataDir);
  const calls = becomeSingleInstance();
  if (calls === null) app.exit(0);
  else void app.whenReady().then(() => startDesktop(folder, site, calls, log));
}
