import { setTimeout as pause } from 'node:timers/promises';
import { session } from 'electron';
import type { SystemNetwork } from '#main/core/core.ts';
import type { AppWindow } from './windows/app-window.ts';

/** The first window has painted by then once its page is ready, in milliseconds. */
const PAINT_MS = 100;
/** For how long the network waits at most for that, in milliseconds. */
const PATIENCE_MS = 1_000;

/** What Chromium knows of the operating system's network: its proxy settings, PAC scripts and WPAD included. */
export function desktopNetwork(first: AppWindow): SystemNetwork & Pick<Required<SystemNetwork>, 'whenFree'> {
  const painted = first.ready.then(() => pause(PAINT_MS));
  const free = Promise.race([painted, pause(PATIENCE_MS)]);
  return {
    askProxy: (url) => session.defaultSession.resolveProxy(url),
    whenFree: () => free,
  };
}
