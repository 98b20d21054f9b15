/**
 * The desktop app: the core under Electron, its screen in two windows. The composition root; it wires and does
 * nothing else.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog, net, Notification, powerMonitor, safeStorage } from 'electron';
import { CALL_LINK_SCHEME } from '#main/calls/call-link.ts';
import { systemClock } from './base/clock.ts';
import { createCore, type Core } from './core/core.ts';
import { APP_ID } from '#main/hosts/desktop/app-id.ts';
import { setAppMenu } from '#main/hosts/desktop/app-menu.ts';
import { registerAppScheme, serveApp } from '#main/hosts/desktop/security/app-scheme.ts';
import { carryContract } from '#main/hosts/desktop/contract-ipc.ts';
import type { DesktopActions } from '#main/hosts/desktop/desktop-actions.ts';
import { openLog } from '#main/hosts/desktop/desktop-log.ts';
import { denyByDefault } from '#main/hosts/desktop/security/hardening.ts';
import { becomeTheOne, type IncomingCalls } from '#main/hosts/desktop/incoming-calls.ts';
import { systemKeyProtector } from '#main/hosts/desktop/security/key-protector.ts';
import type { AppWindow } from '#main/hosts/desktop/windows/app-window.ts';
import { openMainWindow, type MainWindow } from '#main/hosts/desktop/windows/main-window.ts';
import { watchNetwork } from '#main/hosts/desktop/network-watch.ts';
import { desktopNotifications } from '#main/hosts/desktop/notifications.ts';
import { openQuickWindow, type QuickWindow } from '#main/hosts/desktop/windows/quick-window.ts';
import { keepQuickKeys } from '#main/hosts/desktop/shortcut.ts';
import { quitInOrder } from '#main/hosts/desktop/shutdown.ts';
import { desktopSpeech } from '#main/hosts/desktop/words/speech.ts';
import { installTestHooks } from '#main/hosts/desktop/test-hooks.ts';
import { followTheme } from '#main/hosts/desktop/windows/theme.ts';
import { startSpelling, withholdSpelling } from '#main/hosts/desktop/windows/spelling.ts';
import { offerTextMenu } from '#main/hosts/desktop/windows/text-menu.ts';
import { createTray } from '#main/hosts/desktop/tray/tray.ts';
import { windowPlaces } from '#main/hosts/desktop/windows/window-places.ts';
import type { DesktopWords } from '#main/hosts/desktop/words/words.ts';
import { followZoom } from '#main/hosts/desktop/windows/zoom.ts';
import type { Log } from './base/log.ts';
import type { AppNotification } from '#main/notifications/notification.ts';
import { createNotifier, type Attention } from '#main/notifications/notifier.ts';
import { reasonWords } from './words/reason-words.ts';
import { keptLanguage, startupFailure } from './core/startup-failure.ts';
import type { Preferences } from '#shared/contract/preferences.ts';

registerAppScheme();
// Every page is sandboxed. Who starts the app with `--no-sandbox` has no sandbox to give (root, some containers);
// `enableSandbox` would drop that switch and the app would not start.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
const dataDir = resolve(process.env['AFTERWORD_DATA_DIR'] ?? app.getPath('userData'));
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
try {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  startIn(dataDir);
} catch (error) {
  void app.whenReady().then(() => {
    giveUp(
      error,
      desktopSpeech(() => 'system'),
    );
  });
}

function startIn(folder: string): void {
  // The lock of the one instance is a matter of this folder: two folders are two apps.
  app.setPath('userData', folder);
  const log = openLog(folder, !app.isPackaged);
  const incoming = becomeTheOne(log);
  if (incoming === null) app.exit(0);
  else void app.whenReady().then(() => start(incoming, log));
}

/** Says why Afterword cannot start, and ends it. */
function giveUp(error: unknown, words: () => DesktopWords): void {
  dialog.showErrorBox(words().text.cannotStart, words().reason(startupFailure(error)));
  app.exit(1);
}

async function start(calls: IncomingCalls, log: Log): Promise<void> {
  let core: Core | null = null;
  let unstarted: Preferences['language'] = 'system';
  const words = desktopSpeech(() => core?.state().preferences.language ?? unstarted);
  denyByDefault(words, log);
  withholdSpelling();
  serveApp(join(import.meta.dirname, '../renderer'));
  const places = windowPlaces(dataDir, systemClock, (error) => {
    log.warn('the places of the windows cannot be kept', { reason: String(error) });
  });
  const shutdown = quitInOrder(() => {
    places.flush();
    return core?.close() ?? Promise.resolve();
  }, log);
  const preload = join(import.meta.dirname, '../preload/index.cjs');
  const windowOptions = { preload, places, staysOpen: () => !shutdown.underWay(), words, log };
  try {
    // The process of its page begins while the core opens.
    const main = openMainWindow({ ...windowOptions, onHidden: sayOnce(words) });
    const keyProtector = systemKeyProtector(safeStorage, process.platform);
    core = await createCore({ dataDir, keyProtector, log });
    const openQuick = (): QuickWindow => openQuickWindow(windowOptions);
    openDesktop({ core, calls, main, openQuick, words, log });
  } catch (error) {
    unstarted = keptLanguage(dataDir);
    log.error('cannot start', { reason: reasonWords(startupFailure(error), 'en'), cause: String(error) });
    giveUp(error, words);
  }
}

/** The parts of the desktop that stand before the core does. */
interface DesktopParts {
  readonly core: Core;
  readonly calls: IncomingCalls;
  readonly main: MainWindow;
  readonly openQuick: () => QuickWindow;
  readonly words: () => DesktopWords;
  readonly log: Log;
}

/** The start belongs to the main window; the quick wrap-up is got ready so many milliseconds after that is shown. */
const QUICK_AFTER_MS = 400;

function openDesktop({ core, calls, main, openQuick, words, log }: DesktopParts): void {
  followTheme(core);
  startSpelling(core);
  const windows: AppWindow[] = [];
  carryContract(core, windows, log);
  const zoom = followZoom(core);
  const attend = (window: AppWindow): void => {
    windows.push(window);
    zoom.attend(window);
    offerTextMenu(window.browserWindow, words);
    window.load();
  };
  attend(main);
  let openedQuick: QuickWindow | null = null;
  const quick = (): QuickWindow => {
    if (openedQuick === null) {
      openedQuick = openQuick();
      attend(openedQuick);
    }
    return openedQuick;
  };
  main.browserWindow.once('ready-to-show', () => {
    // Who asked for the quick wrap-up meanwhile is typing there.
    if (openedQuick?.browserWindow.isVisible() === true) main.showBehind();
    else main.show();
    systemClock.after(QUICK_AFTER_MS, quick);
  });

  core.attachDesktop({
    showMain(view) {
      main.show();
      main.send('navigate', { view });
    },
    hideQuick() {
      quick().hide();
    },
  });
  const actions: DesktopActions = {
    wrapUp() {
      quick().toggle();
    },
    open: main.show,
    outbox() {
      main.show();
      main.send('navigate', { view: 'outbox' });
    },
    retry() {
      void core.answer('retryOutbox', { submissionId: null });
    },
    quit() {
      app.quit();
    },
  };
  let spoken = words();
  setAppMenu(actions, zoom, spoken);
  const tray = createTray(actions, core.state(), words, log);
  const attention = (): Attention => {
    if (main.browserWindow.isFocused()) return 'main';
    return openedQuick?.browserWindow.isFocused() === true ? 'quick' : 'elsewhere';
  };
  const notifications = desktopNotifications(words, showNotified, (kind) => {
    notifier.gone(kind);
  });
  const notifier = createNotifier({ board: notifications, attention, clock: systemClock });
  function showNotified({ kind, callId }: AppNotification): void {
    main.show();
    if (callId !== null) main.send('focusCall', { callId });
    else if (kind === 'refused' || kind === 'held') main.send('navigate', { view: 'outbox' });
    else if (kind === 'delivered') main.send('navigate', { view: 'history' });
  }
  notifier.follow(core.state());
  core.events.on(({ name, payload }) => {
    if (name !== 'state') return;
    tray?.show(payload);
    if (words() !== spoken) {
      spoken = words();
      setAppMenu(actions, zoom, spoken);
      openedQuick?.speak();
    }
    notifier.follow(payload);
  });
  core.limitReached.on(({ call, submitted }) => {
    if (submitted === null) notifier.afterCallWarning({ callId: call.callId, secondsLeft: 0 });
  });
  keepQuickKeys(core, actions.wrapUp);

  app.on('activate', main.show);
  calls.takeBy({
    opened(call) {
      if (call !== null) core.openReference(call);
      main.show();
    },
    refused(reason) {
      core.notify('warning', 'linkRefused', { reason });
      main.show();
    },
  });
  if (app.isPackaged) app.setAsDefaultProtocolClient(CALL_LINK_SCHEME, process.execPath, ['--']);

  powerMonitor.on('resume', () => {
    core.reconnectNow('the system woke');
  });
  watchNetwork(
    () => net.isOnline(),
    () => {
      core.reconnectNow('the network is back');
    },
    systemClock,
  );
  installTestHooks({ tray, actions, notifications, notifier, words }, app.isPackaged);
}

/** A notification of the system, shown the first time only. */
function sayOnce(words: () => DesktopWords): () => void {
  let said = false;
  return () => {
    const { stillRuns: title, stillRunsBody: body } = words().text;
    if (!said && Notification.isSupported()) new Notification({ title, body, silent: true }).show();
    said = true;
  };
}
