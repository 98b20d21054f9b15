/**
 * The desktop app: the core under Electron, its screen in two windows. This file shows the start in its order; how each
 * step is done stands in hosts/desktop.
 */
import { app } from 'electron';
import { openLog } from '#main/hosts/log-file.ts';
import { APP_ID } from '#main/hosts/desktop/app-id.ts';
import { startErasure } from '#main/hosts/desktop/erasure.ts';
import { startDiagnostics } from '#main/hosts/desktop/diagnostics.ts';
import { endWith, startDoctor } from '#main/hosts/desktop/doctor.ts';
import { becomeSingleInstance } from '#main/hosts/desktop/incoming-calls.ts';
import { registerAppScheme } from '#main/hosts/desktop/security/app-scheme.ts';
import { sandboxPages } from '#main/hosts/desktop/security/hardening.ts';
import { sandboxObstacle } from '#main/hosts/desktop/security/sandbox-obstacle.ts';
import { refuseSwitches, SwitchRefusedError } from '#main/hosts/desktop/security/switches.ts';
import { desktopSite } from '#main/hosts/desktop/site.ts';
import { giveUp, startDesktop } from '#main/hosts/desktop/start.ts';
import { useShortcutsPortal } from '#main/hosts/desktop/window-system.ts';
import { answerIfReady } from '#main/hosts/desktop/update-ready.ts';
import { wordsBehind } from '#main/hosts/desktop/words-behind.ts';
import { desktopSpeech } from '#main/hosts/desktop/words/speech.ts';
import { systemRegion } from '#main/hosts/desktop/words/system-region.ts';
import { ERASE_SWITCH } from '#main/erasure/switch.ts';
import { settingsCommand } from '#main/settings-commands/command.ts';
import { dataFolder } from '#main/settings/data-folder.ts';
import { DIAGNOSTICS_SWITCH } from '#shared/contract/diagnostics-file.ts';
import { UPDATE_READY_SWITCH } from '#shared/contract/update-ready.ts';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import type { DesktopWords } from '#main/hosts/desktop/words/words.ts';

registerAppScheme();
sandboxPages();
useShortcutsPortal();
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

/** @param region null before the app is ready */
const systemSpeech = (region: string | null): (() => DesktopWords) =>
  desktopSpeech(() => DEFAULT_PREFERENCES, region);
const site = desktopSite(app.isPackaged);
const { path: dataDir } = dataFolder(site, app.getPath('userData'));
try {
  if (app.isPackaged) refuseSwitches(app.commandLine, () => sandboxObstacle(process.execPath));
  const doctor = wordsBehind('--doctor');
  const diagnostics = wordsBehind(DIAGNOSTICS_SWITCH);
  const erasure = wordsBehind(ERASE_SWITCH);
  const settings = settingsCommand(process.argv);
  if (doctor !== null) void startDoctor(doctor, dataDir, site);
  else if (settings !== null) void endWith(settings, dataDir, site);
  else if (diagnostics !== null) void startDiagnostics(diagnostics, dataDir, site);
  else if (erasure !== null) void startErasure(erasure, dataDir);
  else if (wordsBehind(UPDATE_READY_SWITCH) !== null) void answerIfReady(dataDir);
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
  const log = openLog(dataDir, !app.isPackaged);
  // Each data folder has its own lock: two folders are two apps.
  app.setPath('userData', dataDir);
  const calls = becomeSingleInstance();
  if (calls === null) app.exit(0);
  else void app.whenReady().then(() => startDesktop(dataDir, site, calls, log));
}
