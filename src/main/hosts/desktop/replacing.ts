import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { files } from '#main/base/patient-files.ts';
import type { Log } from '#main/base/log.ts';
import type { Replacing } from '#main/core/core.ts';
import { ownInstaller } from '#main/updates/own-installer.ts';
import type { Shutdown } from './shutdown.ts';

/** @returns how this program replaces itself; null if whoever looks after the computer does that */
export function replacing(shutdown: Pick<Shutdown, 'quitAnd'>, log: Log): Replacing | null {
  if (!app.isPackaged) return null;
  const kind = ownInstaller({
    platform: process.platform,
    updatesItself: builtIn(),
    appImage: process.env['APPIMAGE'],
    execPath: process.execPath,
    localAppData: process.env['LOCALAPPDATA'],
    mayWrite,
    exists: existsSync,
  });
  if (kind === null) return null;
  return {
    kind,
    configPath: join(process.resourcesPath, 'app-update.yml'),
    quitAnd(install) {
      shutdown.quitAnd(() => {
        // The program that comes starts while this one ends.
        app.releaseSingleInstanceLock();
        if (install()) return;
        log.error('the program could not be replaced');
        relaunch();
      });
    },
  };
}

/** Starts this program again once it has ended. The program of an AppImage is gone then; the image itself stays. */
export function relaunch(): void {
  app.relaunch({ execPath: process.env['APPIMAGE'] ?? process.execPath });
}

/** For which systems the build lets itself be replaced. It stands in the archive, which the executable checks. */
function builtIn(): unknown {
  const packed = JSON.parse(files.read(join(app.getAppPath(), 'package.json')).toString()) as {
    readonly updatesItself?: unknown;
  };
  return packed.updatesItself;
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
