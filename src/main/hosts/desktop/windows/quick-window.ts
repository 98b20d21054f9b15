import { BrowserWindow, screen, type Display } from 'electron';
import type { Log } from '#main/base/log.ts';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { boundsAt, centredIn, placeOf, sameBounds, type Area } from './window-place.ts';
import type { WindowPlaces } from './window-places.ts';
import type { DesktopWords } from '../words/words.ts';

const SIZE = { width: 560, height: 800 };
const LEAST = { minWidth: 360, minHeight: 360 };

/** The quick wrap-up: a small window over whatever the agent is doing, made in advance so that it opens at once. */
export interface QuickWindow extends AppWindow {
  readonly show: () => void;
  readonly hide: () => void;
  /** For the shortcut: hides it where it has the keyboard, else shows it. */
  readonly toggle: () => void;
  /** Takes its title from the words as they are now. */
  readonly speak: () => void;
}

/**
 * It opens on the display with the pointer: in its middle, or where the agent moved it there. It stays when it loses
 * the keyboard, unlike a palette: agents look things up in other windows while they write, and a wrap-up that goes
 * away under their hands would have to be found again.
 *
 * Its page is told when it is shown and hidden: while it is hidden it gets ready for the current call, so that nothing
 * is left to do when it is asked for.
 */
export function openQuickWindow(options: {
  preload: string;
  places: WindowPlaces;
  /** Whether closing only hides it, asked each time. */
  staysOpen: () => boolean;
  words: () => DesktopWords;
  log: Log;
}): QuickWindow {
  const { preload, places, staysOpen, words, log } = options;
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
      // A panel appears over another app's full screen, and leaves that app the active one (macOS).
      ...(process.platform === 'darwin' && { type: 'panel' }),
    },
  });
  const { browserWindow } = window;
  // Its page has a title for browsers; here it has one from before there is a page.
  browserWindow.on('page-title-updated', (event) => {
    event.preventDefault();
  });
  browserWindow.setAlwaysOnTop(true, 'pop-up-menu');
  if (process.platform !== 'win32') {
    browserWindow.setVisibleOnAllWorkspaces(true, {
      visibleOnFullScreen: true,
      skipTransformProcessType: true,
    });
  }

  /** Where it was put when it was shown: whatever differs from that is the agent's doing. */
  let put: Area | null = null;
  /** Gives the keyboard back to the window of ours that had it before; other apps get it by the system. */
  let giveBack = (): void => {};

  const keep = (): void => {
    const bounds = browserWindow.getBounds();
    if (put === null || !browserWindow.isVisible() || sameBounds(put, bounds)) return;
    put = bounds;
    places.keepQuick(placeOf(bounds, screen.getDisplayMatching(bounds)));
  };
  browserWindow.on('resize', keep);
  browserWindow.on('move', keep);

  browserWindow.on('close', (event) => {
    if (!staysOpen()) return;
    event.preventDefault();
    quick.hide();
  });

  // A page that comes back after a crash is told anew, or a call that arrives would take the place of the one on screen.
  browserWindow.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument && browserWindow.isVisible()) {
      window.send('quickShown', { shown: true });
    }
  });

  function placeOn(display: Display): void {
    const left = places.quick(display.id);
    const bounds = left === null ? centredIn(display, zoomed()) : boundsAt(left, display);
    put = bounds;
    browserWindow.setBounds(bounds);
  }

  /** As much is to be seen whatever the zoom, as far as the display has room. */
  function zoomed(): typeof SIZE {
    const factor = Math.max(1, browserWindow.webContents.getZoomFactor());
    return { width: Math.round(SIZE.width * factor), height: Math.round(SIZE.height * factor) };
  }

  const quick: QuickWindow = {
    ...window,
    show() {
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
      // Whoever went to another app meanwhile stays there.
      const hadKeyboard = browserWindow.isFocused();
      // Windows leaves the keyboard with a hidden window unless it was taken from it before.
      if (hadKeyboard && process.platform === 'win32') browserWindow.blur();
      browserWindow.hide();
      window.send('quickShown', { shown: false });
      put = null;
      if (hadKeyboard) giveBack();
    },
    toggle() {
      if (browserWindow.isVisible() && browserWindow.isFocused()) quick.hide();
      else quick.show();
    },
    speak() {
      browserWindow.setTitle(words().text.quickTitle);
    },
  };
  return quick;
}
