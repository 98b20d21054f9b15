import type { Core } from '#main/core/core.ts';
import { nextZoom } from '#shared/contract/preferences.ts';
import type { AppWindow } from './app-window.ts';

/** Zooms the windows in, out, or back to normal, for the signed-in agent. */
export interface Zoom {
  readonly in: () => void;
  readonly out: () => void;
  readonly reset: () => void;
  /** Keeps this window at the same zoom too. */
  readonly apply: (window: AppWindow) => void;
}

/** Keeps windows at the zoom that the agent prefers. Ctrl and the wheel change it, as in a browser. */
export function followZoom(core: Core): Zoom {
  const windows: AppWindow[] = [];
  const preferred = (): number => core.state().preferences.zoom;
  const change = (zoom: number): void => {
    if (zoom !== preferred()) void core.answer('setPreferences', { zoom });
  };
  const step = (direction: 1 | -1) => (): void => change(nextZoom(preferred(), direction));
  const zoom: Zoom = {
    in: step(1),
    out: step(-1),
    reset: () => change(100),
    apply(window) {
      windows.push(window);
      const { webContents } = window.browserWindow;
      // Its page may be there already.
      apply(window);
      webContents.on('did-finish-load', () => apply(window));
      webContents.on('zoom-changed', (_event, direction) => zoom[direction]());
    },
  };

  const apply = ({ browserWindow }: AppWindow): void => {
    if (!browserWindow.isDestroyed()) browserWindow.webContents.setZoomFactor(preferred() / 100);
  };
  let applied = preferred();
  core.events.on(({ name }) => {
    if (name !== 'state' || preferred() === applied) return;
    applied = preferred();
    windows.forEach(apply);
  });
  return zoom;
}
