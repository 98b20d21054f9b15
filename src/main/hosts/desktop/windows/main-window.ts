import { screen } from 'electron';
import type { Log } from '#main/base/log.ts';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { ownTitleBar } from './title-bar.ts';
import { boundsAt, centredIn, placeOf } from './window-place.ts';
import type { WindowPlaces } from './window-places.ts';
import type { DesktopWords } from '../words/words.ts';

const SIZE = { width: 1_180, height: 780 };
const LEAST = { minWidth: 360, minHeight: 480 };

/** The main window. `show` brings it to the front. Closing only hides it, until the app quits. */
export interface MainWindow extends AppWindow {
  readonly show: () => void;
  /** Shows it without taking the keyboard. */
  readonly showBehind: () => void;
}

/** Opens where the agent left it, if that display is still there. */
export function openMainWindow(options: {
  preload: string;
  places: WindowPlaces;
  /** Whether the window system tells where windows are. */
  placed: boolean;
  /** Whether the system draws the window's buttons over the page. */
  overlay: boolean;
  /** Whether closing only hides it; called each time. */
  staysOpen: () => boolean;
  /** Called when closing has hidden it. */
  onHidden: () => void;
  words: () => DesktopWords;
  log: Log;
}): MainWindow {
  const { preload, places, placed, overlay, staysOpen, onHidden, words, log } = options;
  const lastPlace = places.main();
  const display = screen.getAllDisplays().find(({ id }) => id === lastPlace?.display);
  const bounds =
    lastPlace === null || display === undefined
      ? centredIn(screen.getPrimaryDisplay(), lastPlace ?? SIZE)
      : boundsAt(lastPlace, display);
  const window = openAppWindow({
    page: 'index.html',
    preload,
    log,
    window: { ...bounds, ...LEAST, ...ownTitleBar(overlay), title: words().text.appName },
  });
  const { browserWindow } = window;
  // A bar that hides itself comes back at each Alt and AltGr. The menu opens with F10 (app-menu.ts).
  browserWindow.setMenuBarVisibility(false);
  // Maximizing shows a window, so it waits until the window is shown.
  let toMaximize = lastPlace?.maximized ?? false;

  const keep = (): void => {
    if (!browserWindow.isVisible() || browserWindow.isMinimized() || browserWindow.isFullScreen()) return;
    const normal = browserWindow.getNormalBounds();
    places.keepMain({
      ...placeOf(normal, screen.getDisplayMatching(browserWindow.getBounds()), placed),
      maximized: browserWindow.isMaximized(),
    });
  };
  browserWindow.on('resize', keep);
  browserWindow.on('move', keep);
  browserWindow.on('maximize', keep);
  browserWindow.on('unmaximize', keep);

  browserWindow.on('close', (event) => {
    places.flush();
    if (!staysOpen()) return;
    event.preventDefault();
    browserWindow.hide();
    onHidden();
  });
  return {
    ...window,
    show() {
      if (browserWindow.isMinimized()) browserWindow.restore();
      if (toMaximize) browserWindow.maximize();
      toMaximize = false;
      browserWindow.show();
      browserWindow.focus();
    },
    showBehind() {
      browserWindow.showInactive();
    },
  };
}
