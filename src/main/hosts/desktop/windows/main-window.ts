import { screen } from 'electron';
import type { AppWindow } from './app-window.ts';
import { boundsAt, centredIn, placeOf } from './window-place.ts';
import type { WindowPlaces } from './window-places.ts';

/** The main window. `show` brings it to the front. Closing only hides it, until the app quits. */
export interface MainWindow extends AppWindow {
  readonly show: () => void;
  /** Shows it without taking the keyboard. */
  readonly showBehind: () => void;
}

/** Makes the first window the main one: where the agent left it, if that display is still there. */
export function mainWindow(
  window: AppWindow,
  options: {
    places: WindowPlaces;
    /** Whether the window system tells where windows are. */
    placed: boolean;
    /** Whether closing only hides it; called each time. */
    staysOpen: () => boolean;
    /** Called when closing has hidden it. */
    onHidden: () => void;
  },
): MainWindow {
  const { places, placed, staysOpen, onHidden } = options;
  const { browserWindow } = window;
  const lastPlace = places.main();
  if (lastPlace !== null) {
    const display = screen.getAllDisplays().find(({ id }) => id === lastPlace.display);
    const bounds =
      display === undefined ? centredIn(screen.getPrimaryDisplay(), lastPlace) : boundsAt(lastPlace, display);
    browserWindow.setBounds(bounds);
  }
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
    showBehind: () => browserWindow.showInactive(),
  };
}
