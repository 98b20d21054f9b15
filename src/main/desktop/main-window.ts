import type { Log } from '#main/log.ts';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { words } from './words.ts';

const SIZE = { width: 1_180, height: 780, minWidth: 360, minHeight: 480 };

/** The main window. It is brought to the front by `show`, and hidden, not closed, until the app quits. */
export interface MainWindow extends AppWindow {
  readonly show: () => void;
}

/**
 * @param staysOpen whether closing only hides it, asked each time
 * @param onHidden is told when closing has hidden it
 */
export function openMainWindow(
  preload: string,
  staysOpen: () => boolean,
  onHidden: () => void,
  log: Log,
): MainWindow {
  const window = openAppWindow({
    page: 'index.html',
    preload,
    log,
    window: { ...SIZE, title: words.appName, autoHideMenuBar: true },
  });
  const { browserWindow } = window;
  browserWindow.on('close', (event) => {
    if (!staysOpen()) return;
    event.preventDefault();
    browserWindow.hide();
    onHidden();
  });
  return {
    ...window,
    show() {
      if (browserWindow.isMinimized()) browserWindow.restore();
      browserWindow.show();
      browserWindow.focus();
    },
  };
}
