/**
 * The desktop app: the core under Electron, its screen in two windows. This file shows the start in its order; how each
 * step is done stands in hosts/desktop.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { app } from 'electron';
import { APP_ID } from '#main/hosts/desktop/app-id.ts';
import { openLog } from '#main/hosts/desktop/desktop-log.ts';
import { becomeSingleInstance } from '#main/hosts/desktop/incoming-calls.ts';
import { registerAppScheme } from '#main/hosts/desktop/security/app-scheme.ts';
import { sandboxPages } from '#main/hosts/desktop/security/hardening.ts';
import { giveUp, startDesktop } from '#main/hosts/desktop/start.ts';
import { desktopSpeech } from '#main/hosts/desktop/words/speech.ts';

registerAppScheme();
sandboxPages();
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

const dataDir = resolve(process.env['AFTERWORD_DATA_DIR'] ?? app.getPath('userData'));
try {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Each data folder has its own lock: two folders are two apps.
  app.setPath('userData', dataDir);
  const log = openLog(dataDir, !app.isPackaged);
  const calls = becomeSingleInstance();
  if (calls === null) app.exit(0);
  else void app.whenReady().then(() => startDesktop(dataDir, calls, log));
} catch (error) {
  void app.whenReady().then(() => {
    giveUp(
      error,
      desktopSpeech(() => 'system'),
    );
  });
}
