import type { Core } from '#main/core.ts';
import { nextZoom } from '#shared/contract/preferences.ts';
import type { AppWindow } from './app-window.ts';

/** Makes what the windows show larger, smaller, or as it was, for the agent who is signed in. */
export interface Zoom {
  readonly in: () => void;
  readonly out: () => void;
  readonly reset: () => void;
}

/** Keeps the windows at the size that the agent prefers. Ctrl and the wheel change it as in a browser. */
export function followZoom(core: Core, windows: readonly AppWindow[]): Zoom {
  const preferred = (): number => core.state().preferences.zoom;
  const change = (zoom: number): void => {
    if (zoom !== preferred()) void core.answer('setPreferences', { zoom });
  };
  const step = (direction: 1 | -1) => (): void => {
    change(nextZoom(preferred(), direction));
  };
  const zoom: Zoom = {
    in: step(1),
    out: step(-1),
    reset() {
      change(100);
    },
  };

  const apply = (): void => {
    for (const { browserWindow } of windows) {
      if (!browserWindow.isDestroyed()) browserWindow.webContents.setZoomFactor(preferred() / 100);
    }
  };
  let applied = preferred();
  core.events.on(({ name }) => {
    if (name !== 'state' || preferred() === applied) return;
    applied = preferred();
    apply();
  });
  for (const { browserWindow } of windows) {
    browserWindow.webContents.on('did-finish-load', apply);
    browserWindow.webContents.on('zoom-changed', (_event, direction) => {
      zoom[direction]();
    });
  }
  return zoom;
}
