import { join } from 'node:path';
import { app, dialog, safeStorage, shell } from 'electron';
import { systemClock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createCore, type Core } from '#main/core/core.ts';
import { keptLanguage, startupFailure } from '#main/core/startup-failure.ts';
import type { SettledFolder } from '#main/moving/settle.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { CONNECT_SWITCH } from '#shared/contract/connect.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { desktopActions } from './desktop-actions.ts';
import { desktopNetwork } from './desktop-network.ts';
import { openIncomingCalls, type IncomingCalls } from './incoming-calls.ts';
import { keepStartAtLogin, needsPerson } from './login/start-at-login.ts';
import { isHiddenStart, systemLoginItem } from './login/system-login-item.ts';
import { offerMenus } from './menus.ts';
import { tellItStillRuns } from './notifications.ts';
import { notifyAgent } from './notify-agent.ts';
import { reconnectOnReturn } from './reconnect.ts';
import { isThisUsersOwn, relaunch, replacing } from './replacing.ts';
import { serveApp } from './security/app-scheme.ts';
import { denyByDefault } from './security/hardening.ts';
import { systemKeyProtector } from './security/key-protector.ts';
import { keepQuickKeys } from './shortcut.ts';
import { quitInOrder } from './shutdown.ts';
import { installTestHooks } from './test-hooks.ts';
import type { AppTray } from './tray/tray.ts';
import { loadWindows, type DesktopWindows } from './windows/desktop-windows.ts';
import { openMainWindow } from './windows/main-window.ts';
import { openQuickWindow } from './windows/quick-window.ts';
import { withholdSpelling } from './windows/spelling.ts';
import { drawsOverlay, followBar } from './windows/title-bar.ts';
import { windowPlaces } from './windows/window-places.ts';
import { onWayland, windowSystem } from './window-system.ts';
import { desktopSpeech } from './words/speech.ts';
import { systemRegion } from './words/system-region.ts';
import type { DesktopWords } from './words/words.ts';

/**
 * Starts the desktop app: the restricted session, the main window, the core, then everything that connects the core
 * to the system. If the core cannot start, shows the reason and quits. Call when Electron is ready.
 */
export async function startDesktop(
  folder: SettledFolder,
  site: readonly SettingsSource[],
  calls: IncomingCalls,
  log: Log,
): Promise<void> {
  const { path: dataDir } = folder;
  let core: Core | null = null;
  let unstarted: Preferences['language'] = 'system';
  const region = systemRegion();
  const words = desktopSpeech(
    () => core?.state().preferences ?? { language: unstarted, clock: 'system' },
    region,
  );
  denyByDefault(words, log);
  withholdSpelling();
  // In the bundle this file is `out/main/index.js`. The built pages and the preload are beside `out/main`.
  serveApp(join(import.meta.dirname, '../renderer'));
  const preload = join(import.meta.dirname, '../preload/index.cjs');
  const places = windowPlaces(dataDir, systemClock, (error) => {
    log.warn('the places of the windows cannot be kept', { reason: String(error) });
  });
  const shutdown = quitInOrder(() => {
    places.flush();
    return core?.close() ?? Promise.resolve();
  }, log);
  const windowOptions = {
    preload,
    places,
    placed: !onWayland,
    staysOpen: () => !shutdown.underWay(),
    words,
    log,
  };
  try {
    // The process of its page starts while the core opens.
    const overlay = drawsOverlay(windowSystem);
    const main = openMainWindow({ ...windowOptions, overlay, onHidden: tellItStillRuns(words) });
    const keyProtector = systemKeyProtector(safeStorage, process.platform);
    core = await createCore({
      dataDir,
      keyProtector,
      site,
      log,
      network: desktopNetwork,
      openBrowser: (url) => shell.openExternal(url),
      region,
      replacing: replacing(shutdown, log),
      usersOwn: isThisUsersOwn(),
      connect: app.commandLine.hasSwitch(CONNECT_SWITCH),
    });
    folder.opened(log);
    if (folder.news !== null) core.notify('warning', folder.news.code, folder.news.params);
    const hidden = isHiddenStart();
    const windows = loadWindows(core, main, () => openQuickWindow(windowOptions), words, log, hidden);
    followBar(core, main.browserWindow, overlay);
    const tray = joinSystem(core, windows, calls, words, log);
    // Without a tray nobody could find it.
    if (hidden && (tray === null || needsPerson(core.state()))) main.show();
  } catch (error) {
    folder.unopened();
    unstarted = keptLanguage(dataDir, site);
    log.error('cannot start', { reason: reasonWords(startupFailure(error), 'en'), cause: String(error) });
    giveUp(error, words);
  }
}

/**
 * Connects the core and its windows to the system: tray, menus, notifications, shortcut, call links, power and
 * network.
 *
 * @returns the tray; null if the system has none
 */
function joinSystem(
  core: Core,
  windows: DesktopWindows,
  calls: IncomingCalls,
  words: () => DesktopWords,
  log: Log,
): AppTray | null {
  core.attachDesktop({
    showMain: windows.showView,
    hideQuick() {
      windows.quick().hide();
    },
    showInFolder(path) {
      shell.showItemInFolder(path);
    },
    restart() {
      relaunch();
      app.quit();
    },
  });
  const actions = desktopActions(core, windows, words);
  const tray = offerMenus(core, windows, actions, words, log);
  const { notifications, notifier } = notifyAgent(core, windows, words);
  keepQuickKeys(core, actions.wrapUp, onWayland);
  app.on('activate', windows.main.show);
  openIncomingCalls(calls, core, windows);
  reconnectOnReturn(core);
  if (app.isPackaged && app.commandLine.hasSwitch('no-sandbox')) core.notify('info', 'sandboxOff');
  if (app.isPackaged) keepStartAtLogin(core, systemLoginItem(), log);
  installTestHooks({ tray, actions, notifications, notifier, words }, app.isPackaged);
  return tray;
}

/** Shows why Afterword cannot start, and quits. */
export function giveUp(error: unknown, words: () => DesktopWords): void {
  dialog.showErrorBox(words().text.cannotStart, words().reason(startupFailure(error)));
  app.exit(1);
}
