/**
 * The desktop app: the core under Electron, its screen in two windows. This file shows the start in its order; how each
 * step is done stands in hosts/desktop. What the first window does not need is imported behind it.
 */
import { join } from 'node:path';
import { app, Menu } from 'electron';
import { waitingLog } from '#main/base/log.ts';
import { privateFolder } from '#main/base/private-files.ts';
import { commandOf } from '#main/hosts/commands.ts';
import { APP_ID } from '#main/hosts/desktop/app-id.ts';
import { loadCore } from '#main/hosts/desktop/load-core.ts';
import { registerAppScheme } from '#main/hosts/desktop/security/app-scheme.ts';
import { sandboxPages } from '#main/hosts/desktop/security/hardening.ts';
import { sandboxObstacle } from '#main/hosts/desktop/security/sandbox-obstacle.ts';
import { refuseSwitches, SwitchRefusedError } from '#main/hosts/desktop/security/switches.ts';
import { becomeSingleInstance } from '#main/hosts/desktop/single-instance.ts';
import { startAgainWithoutDisplay } from '#main/hosts/desktop/without-display.ts';
import { spareMemory } from '#main/hosts/desktop/spare-memory.ts';
import { desktopSite } from '#main/hosts/desktop/site.ts';
import { useShortcutsPortal } from '#main/hosts/desktop/window-system.ts';
import { openFirstWindow } from '#main/hosts/desktop/windows/first-window.ts';
import { dataPlaces, placesFor, type DataPlaces } from '#main/moving/places.ts';
import { settledAt, type SettledFolder } from '#main/moving/settled-folder.ts';
import { hasUsualFolder } from '#main/settings/usual-folder.ts';

if (commandOf(process.argv) !== null) startAgainWithoutDisplay();
spareMemory();
registerAppScheme();
sandboxPages();
useShortcutsPortal();
// The first window is made unseen, and nobody waits for anything more urgent.
app.commandLine.appendSwitch('disable-renderer-backgrounding');
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

const ofSite = desktopSite(app.isPackaged);
try {
  if (app.isPackaged) refuseSwitches(app.commandLine, () => sandboxObstacle(process.execPath));
  const asked = commandOf(process.argv);
  const places = await placesOfData();
  if (asked === null) await startApp(places);
  else {
    const { runCommand } = await import('#main/hosts/desktop/commands.ts');
    const { findDataFolder } = await import('#main/moving/find.ts');
    void runCommand(asked, findDataFolder(places), await siteAnd(places));
  }
} catch (error) {
  // At once, before Chromium does what a refused switch says.
  if (error instanceof SwitchRefusedError) (await givingUp()).giveUpEarly(error, null);
  else void app.whenReady().then(() => giveUpReady(error));
}

async function giveUpReady(error: unknown): Promise<void> {
  const { systemRegion } = await import('#main/hosts/desktop/words/system-region.ts');
  (await givingUp()).giveUpEarly(error, systemRegion());
}

function givingUp(): Promise<typeof import('#main/hosts/desktop/give-up.ts')> {
  return import('#main/hosts/desktop/give-up.ts');
}

async function placesOfData(): Promise<DataPlaces> {
  const usual = dataPlaces(app.getPath('userData'));
  if (usual.roaming === null && hasUsualFolder(ofSite)) return usual;
  const { dataFolder } = await import('#main/settings/data-folder.ts');
  const { path, staysInProfile } = dataFolder(ofSite, usual.local);
  return placesFor(path, usual, staysInProfile);
}

/** Where a profile roams, the user's settings go with it. */
async function siteAnd({ roaming }: DataPlaces): Promise<typeof ofSite> {
  if (roaming === null) return ofSite;
  const { settingsOfProfile } = await import('#main/settings/settings-file.ts');
  return [...settingsOfProfile(roaming), ...ofSite];
}

async function settle(places: DataPlaces): Promise<SettledFolder> {
  if (places.roaming === null) return settledAt(places.local);
  const { settleDataFolder } = await import('#main/moving/settle.ts');
  return settleDataFolder(places);
}

async function startApp(places: DataPlaces): Promise<void> {
  const log = waitingLog();
  // Before Chromium looks for the key that lies among the data.
  const folder = await settle(places);
  folder.tell(log);
  // Before Chromium keeps anything there.
  privateFolder(folder.path);
  // Each data folder has its own lock: two folders are two apps.
  app.setPath('userData', folder.path);
  const outside = becomeSingleInstance();
  if (outside === null) {
    app.exit(0);
    return;
  }
  // Else Electron makes a menu of its own first.
  Menu.setApplicationMenu(null);
  const site = await siteAnd(places);
  void app
    .whenReady()
    .then(async () => {
      // In the bundle this file is `out/main/index.js`.
      const first = openFirstWindow(join(import.meta.dirname, '..'), log);
      await loadCore();
      const { startDesktop } = await import('#main/hosts/desktop/start.ts');
      await startDesktop(folder, site, outside, first, log);
    })
    .catch(giveUpReady);
}
