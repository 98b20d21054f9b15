import { screen, type Rectangle } from 'electron';
import type { Log } from '#main/log.ts';
import { openAppWindow, type AppWindow } from './app-window.ts';
import { words } from './words.ts';

const SIZE = { width: 560, height: 680 };

/** The quick wrap-up: a small window over whatever the agent is doing, made in advance so that it opens at once. */
export interface QuickWindow extends AppWindow {
  readonly show: () => void;
  readonly hide: () => void;
  /** For the shortcut: hides it where it has the keyboard, else shows it. */
  readonly toggle: () => void;
}

/**
 * It stays when it loses the keyboard, unlike a palette: agents look things up in other windows while they write, and
 * a wrap-up that goes away under their hands would have to be found again.
 *
 * @param staysOpen whether closing only hides it, asked each time
 */
export function openQuickWindow(preload: string, staysOpen: () => boolean, log: Log): QuickWindow {
  const window = openAppWindow({
    page: 'quick.html',
    preload,
    log,
    window: {
      ...SIZE,
      title: words.quickTitle,
      frame: false,
      resizable: true,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      // A panel appears over another app's full screen (macOS).
      ...(process.platform === 'darwin' && { type: 'panel' }),
    },
  });
  const { browserWindow } = window;
  browserWindow.setAlwaysOnTop(true, 'pop-up-menu');
  if (process.platform !== 'win32') {
    browserWindow.setVisibleOnAllWorkspaces(true, {
      visibleOnFullScreen: true,
      skipTransformProcessType: true,
    });
  }
  browserWindow.on('close', (event) => {
    if (!staysOpen()) return;
    event.preventDefault();
    browserWindow.hide();
  });

  const quick: QuickWindow = {
    ...window,
    show() {
      const display = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
      if (!browserWindow.isVisible()) browserWindow.setBounds(placeIn(display.workArea, SIZE));
      browserWindow.show();
      browserWindow.focus();
    },
    hide() {
      browserWindow.hide();
    },
    toggle() {
      if (browserWindow.isVisible() && browserWindow.isFocused()) quick.hide();
      else quick.show();
    },
  };
  return quick;
}

/** Centred, and never larger than the area. */
function placeIn(area: Rectangle, size: { width: number; height: number }): Rectangle {
  const width = Math.min(size.width, area.width);
  const height = Math.min(size.height, area.height);
  const x = area.x + Math.round((area.width - width) / 2);
  const y = area.y + Math.round((area.height - height) / 2);
  return { x, y, width, height };
}
