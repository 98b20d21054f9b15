import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { files } from '#main/base/patient-files.ts';
import { mayWrite } from '#main/base/private-files.ts';
import type { Log } from '#main/base/log.ts';
import type { Replacing } from '#main/core/core.ts';
import { isUsersOwn, ownInstaller } from '#main/updates/own-installer.ts';
import { relaunch } from './relaunch.ts';
import type { Shutdown } from './shutdown.ts';

/** @returns how this program replaces itself; null if whoever looks after the computer does that */
export function replacing(shutdown: Pick<Shutdown, 'quitAnd'>, log: Log): Replacing | null {
  const build = builtIn();
  if (build === null) return null;
  const kind = ownInstaller({ ...thisProgram(), updatesItself: build.updatesItself, exists: existsSync });
  if (kind === null) return null;
  return {
    kind,
    configPath: build.configPath,
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

/** Whether the user who runs this program has installed it. */
export const isThisUsersOwn = (): boolean => isUsersOwn(thisProgram());

function thisProgram() {
  return {
    platform: process.platform,
    appImage: process.env['APPIMAGE'],
    execPath: process.execPath,
    localAppData: process.env['LOCALAPPDATA'],
    mayWrite,
  };
}

/**
 * For which systems the build lets itself be replaced, and where the rest of what it has said of that is. It stands in the archive,
 * which the executable checks. A test of an app that is not packed may say the same of its own program; in a package the
 * environment has no say.
 */
function builtIn(): { readonly updatesItself: unknown; readonly configPath: string } | null {
  if (!app.isPackaged) {
    const configPath = process.env['AFTERWORD_E2E_UPDATES'];
    return configPath === undefined ? null : { updatesItself: [process.platform], configPath };
  }
  const packed = JSON.parse(files.read(join(app.getAppPath(), 'package.json')).toString()) as {
    readonly updatesItself?: unknown;
  };
  return { updatesItself: packed.updatesItself, configPath: join(process.resourcesPath, 'app-update.yml') };
}
