import { session } from 'electron';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';

/** What Chromium knows of the operating system's network: its proxy settings, PAC scripts and WPAD included. */
export const desktopNetwork: SystemNetwork = {
  askProxy: (url) => session.defaultSession.resolveProxy(url),
};
