import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';
import type { Log } from '#main/base/log.ts';
import type { EventName, EventPayload } from '#shared/contract/events.ts';
import { EVENT_CHANNEL } from '../../../../preload/channels.ts';
import { pageUrl, type AppPage } from '../security/app-origin.ts';
import { barColours } from './title-bar.ts';

/** A window of the app. It lives as long as the app. */
export interface AppWindow {
  readonly browserWindow: BrowserWindow;
  /** Resolves once its page listens: it has its first answer, and makes its contents. */
  readonly ready: Promise<void>;
  contentsId(): number;
  /** Loads its page. Call once the core can answer the page. */
  load(): void;
  /** Sends an event of the contract. Events that show something wait until the page listens. */
  send<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** Call once the page listens. */
  listens(): void;
}

export interface AppWindowOptions {
  readonly page: AppPage;
  /** Path of the built preload. */
  readonly preload: string;
  readonly log: Log;
  readonly window: BrowserWindowConstructorOptions;
}

/** Events that are kept for a page that does not listen yet. A page asks for all other data when it starts. */
const KEPT: ReadonlySet<EventName> = new Set(['focusCall', 'callArrived', 'navigate', 'quickShown']);

/** How often a page is reloaded within a minute. If it crashes more often, reloading does not help. */
const MAX_RELOADS_PER_MINUTE = 3;

/**
 * Opens a window for one of our pages, sandboxed and isolated. It is not shown or loaded yet. Meanwhile the page's
 * process starts.
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
      // Whether a check runs is decided for the session (spelling.ts).
      spellcheck: true,
    },
  });
  const contents = browserWindow.webContents;
  let tellReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  const waiting = new Map<EventName, unknown>();
  let listening = false;

  contents.on('did-start-navigation', (event) => {
    if (event.isMainFrame && !event.isSameDocument) listening = false;
  });
  reloadWhenGone(browserWindow, page, log);

  return {
    browserWindow,
    ready,
    contentsId: () => contents.id,
    load() {
      // Else the window would flash white before its page is painted.
      browserWindow.setBackgroundColor(barColours('normal').color);
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
      // To show a window takes long: the answer goes first.
      setImmediate(tellReady);
    },
  };
}

/** Reloads a page that crashed. The core has what the agent entered. */
function reloadWhenGone(window: BrowserWindow, page: AppPage, log: Log): void {
  const reloads: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error('a page is gone', { page, reason, exitCode });
    const now = performance.now();
    if (reloads.filter((at) => now - at < 60_000).length >= MAX_RELOADS_PER_MINUTE) return;
    reloads.push(now);
    void window.loadURL(pageUrl(page));
  });
}
