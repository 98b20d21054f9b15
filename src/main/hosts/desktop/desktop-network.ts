import { session } from 'electron';
import type { SystemNetwork } from '#main/core/core.ts';
import type { AppWindow } from './windows/app-window.ts';

/** For how long the network waits at most for the first window, in milliseconds. */
const PATIENCE_MS = 1_000;

/** What Chromium knows of the operating system's network: its proxy settings, PAC scripts and WPAD included. */
export function desktopNetwork(first: AppWindow): SystemNetwork {
  const patience = new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
  });
  const free = Promise.race([first.painted, patience]);
  return {
    askProxy: (url) => session.defaultSession.resolveProxy(url),
    whenFree: () => free,
  };
}
