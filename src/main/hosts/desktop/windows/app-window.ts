import { BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions } from 'electron';
import type { Log } from '#main/base/log.ts';
import type { EventName, EventPayload } from '#shared/contract/events.ts';
import { EVENT_CHANNEL } from '../../../../preload/channels.ts';
import { pageUrl, type AppPage } from '../security/app-origin.ts';

/** One of the app's own windows, which lives as long as the app. */
export interface AppWindow {
  readonly browserWindow: BrowserWindow;
  contentsId(): number;
  /** Loads its page: once there is somebody to answer what the page asks. */
  load(): void;
  /** Sends an event of the contract. Requests to show something wait until the page listens. */
  send<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** To be called once the page listens. */
  listens(): void;
}

export interface AppWindowOptions {
  readonly page: AppPage;
  /** Path of the built preload. */
  readonly preload: string;
  readonly log: Log;
  readonly window: BrowserWindowConstructorOptions;
}

/** Events that nobody repeats: the others say what a page asks for anyway when it starts. */
const KEPT: ReadonlySet<EventName> = new Set(['focusCall', 'navigate', 'quickShown']);

/** A page that dies more often than this within a minute is left alone: reloading does not help it. */
const MOST_RELOADS = 3;

/** Paper colours of the screen, so that a window does not flash white before its page is painted. */
const PAPER = { light: '#f3f5f2', dark: '#0f1412' };

/**
 * Opens a window of the app, neither shown nor loaded yet: sandboxed, isolated, for one of our pages. The process of
 * its page begins meanwhile.
 */
export function openAppWindow({ page, preload, log, window: options }: AppWindowOptions): AppWindow {
  const browserWindow = new BrowserWindow({
    show: false,
    ...options,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
      // Whether there is a checker at all is a matter of the session (spelling.ts).
      spellcheck: true,
    },
  });
  const contents = browserWindow.webContents;
  const waiting = new Map<EventName, unknown>();
  let listening = false;

  contents.on('did-start-navigation', (event) => {
    if (event.isMainFrame && !event.isSameDocument) listening = false;
  });
  reloadWhenGone(browserWindow, page, log);

  return {
    browserWindow,
    contentsId: () => contents.id,
    load() {
      browserWindow.setBackgroundColor(nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light);
      void browserWindow.loadURL(pageUrl(page));
    },
    send(name, payload) {
      if (browserWindow.isDestroyed()) return;
      if (listening) contents.send(EVENT_CHANNEL, name, payload);
      else if (KEPT.has(name)) waiting.set(name, payload);
    },
    listens() {
      listening = true;
      for (const [name, payload] of waiting) contents.send(EVENT_CHANNEL, name, payload);
      waiting.clear();
    },
  };
}

/** A page that crashed comes back by itself: what was entered is in the core. */
function reloadWhenGone(window: BrowserWindow, page: AppPage, log: Log): void {
  const reloads: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error('a page is gone', { page, reason, exitCode });
    const now = performance.now();
    if (reloads.filter((at) => now - at < 60_000).length >= MOST_RELOADS) return;
    reloads.push(now);
    void window.loadURL(pageUrl(page));
  });
}
