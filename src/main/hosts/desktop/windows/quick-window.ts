import { BrowserWindow, screen, type Display } from 'electron';
import type { Log } from '#main/base/log.ts';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { boundsAt, centredIn, placeOf, sameBounds, type Area } from './window-place.ts';
import type { WindowPlaces } from './window-places.ts';
import type { DesktopWords } from '../words/words.ts';

const SIZE = { width: 560, height: 800 };
const LEAST = { minWidth: 360, minHeight: 360 };

/** The quick wrap-up: a small window above all others. For an agent who uses it, it is made in advance, so that it opens at once. */
export interface QuickWindow extends AppWindow {
  readonly show: () => void;
  readonly hide: () => void;
  /** For the shortcut: hides the window if it has the keyboard, else shows it. */
  readonly toggle: () => void;
  /** Sets the title in the current language. */
  readonly speak: () => void;
}

/**
 * Opens on the display with the pointer: where the agent moved it on that display, else in the middle. Unlike a
 * palette it stays when it loses the keyboard: agents look things up in other windows while they write, and would
 * have to find the wrap-up again.
 *
 * Its page is told when it is shown and hidden. While hidden, it prepares the current call, so that it can be shown
 * at once.
 */
export function openQuickWindow(options: {
  preload: string;
  places: WindowPlaces;
  /** Whether the window system tells where windows are. */
  placed: boolean;
  /** Whether closing only hides it; called each time. */
  staysOpen: () => boolean;
  words: () => DesktopWords;
  log: Log;
}): QuickWindow {
  const { preload, places, placed, staysOpen, words, log } = options;
  const window = openAppWindow({
    page: 'quick.html',
    preload,
    log,
    window: {
      ...SIZE,
      ...LEAST,
      title: words().text.quickTitle,
      frame: false,
      resizable: true,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      // On macOS a panel appears over another app's full screen and leaves that app active.
      ...(process.platform === 'darwin' && { type: 'panel' }),
    },
  });
  const { browserWindow } = window;
  // The page has a title for browsers. The window has its own title, before the page is loaded.
  browserWindow.on('page-title-updated', (event) => event.preventDefault());
  browserWindow.setAlwaysOnTop(true, 'pop-up-menu');
  if (process.platform !== 'win32') {
    browserWindow.setVisibleOnAllWorkspaces(true, {
      visibleOnFullScreen: true,
      skipTransformProcessType: true,
    });
  }

  /** The bounds when it was shown. If they differ later, the agent moved the window. */
  let shownAt: Area | null = null;
  /** Returns the keyboard to the window of ours that had it before. For other apps the system does this. */
  let giveBack = (): void => {};

  const keep = (): void => {
    if (shownAt === null || !browserWindow.isVisible()) return;
    const { x, y } = shownAt;
    const bounds = placed ? browserWindow.getBounds() : { ...browserWindow.getBounds(), x, y };
    if (sameBounds(shownAt, bounds)) return;
    shownAt = bounds;
    places.keepQuick(placeOf(bounds, screen.getDisplayMatching(bounds), placed));
  };
  browserWindow.on('resize', keep);
  browserWindow.on('move', keep);

  browserWindow.on('close', (event) => {
    if (!staysOpen()) return;
    event.preventDefault();
    quick.hide();
  });

  // After a crash the page is told again that it is shown. Otherwise a new call would replace the one on screen.
  browserWindow.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument && browserWindow.isVisible()) {
      window.send('quickShown', { shown: true });
    }
  });

  function placeOn(display: Display): void {
    const lastPlace = places.quick(display.id);
    const bounds = lastPlace === null ? centredIn(display, zoomed()) : boundsAt(lastPlace, display);
    shownAt = bounds;
    browserWindow.setBounds(bounds);
  }

  /** Keeps as much visible at every zoom, as far as the display has room. */
  function zoomed(): typeof SIZE {
    const factor = Math.max(1, browserWindow.webContents.getZoomFactor());
    return { width: Math.round(SIZE.width * factor), height: Math.round(SIZE.height * factor) };
  }

  const quick: QuickWindow = {
    ...window,
    show() {
      places.quickOpened();
      window.send('quickShown', { shown: true });
      if (!browserWindow.isVisible()) {
        const before = BrowserWindow.getFocusedWindow();
        giveBack = () => {
          if (before !== null && !before.isDestroyed() && before.isVisible()) before.focus();
        };
        placeOn(screen.getDisplayNearestPoint(screen.getCursorScreenPoint()));
      }
      browserWindow.show();
      browserWindow.moveTop();
      browserWindow.focus();
    },
    hide() {
      if (!browserWindow.isVisible()) return;
      // If the agent went to another app meanwhile, they stay there.
      const hadKeyboard = browserWindow.isFocused();
      // On Windows a hidden window keeps the keyboard unless it is blurred first.
      if (hadKeyboard && process.platform === 'win32') browserWindow.blur();
      browserWindow.hide();
      window.send('quickShown', { shown: false });
      shownAt = null;
      if (hadKeyboard) giveBack();
    },
    toggle() {
      if (browserWindow.isVisible() && browserWindow.isFocused()) quick.hide();
      else quick.show();
    },
    speak: () => browserWindow.setTitle(words().text.quickTitle),
  };
  return quick;
}
