import { join } from 'node:path';
import { screen } from 'electron';
import type { Log } from '#main/base/log.ts';
import { carryContract, type ContractSide } from '../contract-ipc.ts';
import { serveApp } from '../security/app-scheme.ts';
import { denyByDefault } from '../security/hardening.ts';
import { windowSystem } from '../window-system.ts';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { withholdSpelling } from './spelling.ts';
import { drawsOverlay, ownTitleBar } from './title-bar.ts';
import { centredIn } from './window-place.ts';

/** The size of the main window where the agent has not changed it. */
const SIZE = { width: 1_180, height: 780 };
const LEAST = { minWidth: 360, minHeight: 480 };

/** The main window before there is a core: hidden, while its page loads. */
export interface FirstWindow {
  readonly window: AppWindow;
  /** Whether the system draws the window's buttons over the page. */
  readonly overlay: boolean;
  /** Path of the built preload. */
  readonly preload: string;
  /** The windows whose pages may speak to the core. */
  readonly windows: AppWindow[];
  /** Lets the core answer them. */
  readonly serve: (core: ContractSide) => void;
}

/**
 * Restricts the session, and lets the main window load its page: that takes as long as the core's start, and needs
 * nothing of it. What the page asks waits for the core. This and its imports run before anything else of the app, so
 * they are kept few. Call when Electron is ready.
 *
 * @param built folder of the built app, with the pages and the preload
 */
export function openFirstWindow(built: string, log: Log): FirstWindow {
  denyByDefault(log);
  withholdSpelling();
  serveApp(join(built, 'renderer'));
  const preload = join(built, 'preload/index.cjs');
  const overlay = drawsOverlay(windowSystem);
  const window = openAppWindow({
    page: 'index.html',
    preload,
    log,
    window: {
      ...centredIn(screen.getPrimaryDisplay(), SIZE),
      ...LEAST,
      ...ownTitleBar(overlay),
      title: 'Afterword',
      // Else the page stands still until Chromium's process that draws is there, before its code is even compiled.
      paintWhenInitiallyHidden: false,
    },
  });
  // A bar that hides itself comes back at each Alt and AltGr. The menu opens with F10 (app-menu.ts).
  window.browserWindow.setMenuBarVisibility(false);
  const windows = [window];
  const serve = carryContract(windows, log);
  window.load();
  return { window, overlay, preload, windows, serve };
}
