import { setImmediate as nextTurn } from 'node:timers/promises';
import { app, safeStorage, shell } from 'electron';
import { systemClock } from '#main/base/clock.ts';
import type { waitingLog } from '#main/base/log.ts';
import { createCore, type Core } from '#main/core/core.ts';
import { keptLanguage, startupFailure } from '#main/core/startup-failure.ts';
import { openLog } from '#main/hosts/log-file.ts';
import type { SettledFolder } from '#main/moving/settled-folder.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { CONNECT_SWITCH } from '#shared/contract/connect.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { desktopActions } from './desktop-actions.ts';
import { desktopNetwork } from './desktop-network.ts';
import { giveUp } from './give-up.ts';
import { hideCallInProcessList, openIncomingCalls } from './incoming-calls.ts';
import { keepStartAtLogin, needsPerson } from './login/start-at-login.ts';
import { isHiddenStart, systemLoginItem } from './login/system-login-item.ts';
import { offerMenus } from './menus.ts';
import { tellItStillRuns } from './notifications.ts';
import { notifyAgent } from './notify-agent.ts';
import { reconnectOnReturn } from './reconnect.ts';
import { relaunch } from './relaunch.ts';
import { isThisUsersOwn, replacing } from './replacing.ts';
import { saveOwnDownloads } from './security/downloads.ts';
import { systemKeyProtector } from './security/key-protector.ts';
import { keepQuickKeys } from './shortcut.ts';
import { quitInOrder } from './shutdown.ts';
import type { Outside } from './single-instance.ts';
import { installTestHooks } from './test-hooks.ts';
import type { AppTray } from './tray/tray.ts';
import { loadWindows, type DesktopWindows } from './windows/desktop-windows.ts';
import type { FirstWindow } from './windows/first-window.ts';
import { mainWindow } from './windows/main-window.ts';
import { openQuickWindow } from './windows/quick-window.ts';
import { followBar } from './windows/title-bar.ts';
import { windowPlaces } from './windows/window-places.ts';
import { onWayland } from './window-system.ts';
import { desktopSpeech } from './words/speech.ts';
import { systemRegion } from './words/system-region.ts';

/**
 * Starts the rest of the desktop app behind its first window: the core, then everything that connects it to the system. If
 * the core cannot start, shows the reason and quits. Call when Electron is ready.
 *
 * @param early what was logged so far
 */
export async function startDesktop(
  folder: SettledFolder,
  site: readonly SettingsSource[],
  outside: Outside,
  first: FirstWindow,
  early: ReturnType<typeof waitingLog>,
): Promise<void> {
  hideCallInProcessList();
  const { path: dataDir } = folder;
  const log = openLog(dataDir, !app.isPackaged);
  early.writeTo(log);
  let core: Core | null = null;
  let unstarted: Preferences['language'] = 'system';
  const region = systemRegion();
  const words = desktopSpeech(
    () => core?.state().preferences ?? { language: unstarted, clock: 'system' },
    region,
  );
  saveOwnDownloads(words, log);
  const places = windowPlaces(dataDir, systemClock, (error) => {
    log.warn('the places of the windows cannot be kept', { reason: String(error) });
  });
  const shutdown = quitInOrder(() => {
    places.flush();
    return core?.close() ?? Promise.resolve();
  }, log);
  const windowOptions = { places, placed: !onWayland, staysOpen: () => !shutdown.underWay() };
  const { preload, overlay } = first;
  const network = desktopNetwork(first.window);
  try {
    const main = mainWindow(first.window, { ...windowOptions, onHidden: tellItStillRuns(words) });
    // Between two long pieces of work, the page that loads is given its files and its answers.
    await nextTurn();
    const keyProtector = systemKeyProtector(safeStorage, process.platform);
    core = await createCore({
      dataDir,
      otherFolder: folder.other,
      keyProtector,
      site,
      log,
      network,
      openBrowser: (url) => shell.openExternal(url),
      region,
      replacing: replacing(shutdown, log),
      usersOwn: isThisUsersOwn(),
      connect: app.commandLine.hasSwitch(CONNECT_SWITCH),
    });
    folder.opened(log);
    if (folder.news !== null) core.notify('warning', folder.news.code, folder.news.params);
    const hidden = isHiddenStart();
    const openQuick = () => openQuickWindow({ ...windowOptions, preload, words, log });
    const windows = loadWindows(core, first, main, openQuick, places.usesQuick(), words, hidden);
    followBar(core, main.browserWindow, overlay);
    const actions = desktopActions(core, windows, words);
    const notifying = notifyAgent(core, windows, words);
    let tray: AppTray | null = null;
    installTestHooks({ ...notifying, tray: () => tray, actions, words }, app.isPackaged);
    takeFromOutside(core, windows, outside);
    // Nobody reaches for tray, menu or shortcut before the first frame, and the page needs this thread for it.
    await network.whenFree();
    if (shutdown.underWay()) return;
    tray = offerMenus(core, windows, actions, words, log);
    keepQuickKeys(core, actions.wrapUp, onWayland);
    reconnectOnReturn(core);
    if (app.isPackaged) keepStartAtLogin(core, systemLoginItem(), log);
    // Without a tray nobody could find it.
    if (hidden && (tray === null || needsPerson(core.state()))) main.show();
  } catch (error) {
    folder.unopened();
    unstarted = keptLanguage(dataDir, site);
    log.error('cannot start', { reason: reasonWords(startupFailure(error), 'en'), cause: String(error) });
    giveUp(error, words);
  }
}

/** Lets the core use the windows, and takes what is asked from outside: a call that came with the start is in the first picture. */
function takeFromOutside(core: Core, windows: DesktopWindows, outside: Outside): void {
  core.attachDesktop({
    showMain: windows.showView,
    hideQuick: windows.hideQuick,
    showInFolder: (path) => shell.showItemInFolder(path),
    restart() {
      relaunch();
      app.quit();
    },
  });
  app.on('activate', windows.main.show);
  openIncomingCalls(outside, core, windows);
  if (app.isPackaged && app.commandLine.hasSwitch('no-sandbox')) core.notify('info', 'sandboxOff');
}
