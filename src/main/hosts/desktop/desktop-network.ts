import { session } from 'electron';
import type { SystemNetwork } from '#main/core/core.ts';

/** What Chromium knows of the operating system's network: its proxy settings, PAC scripts and WPAD included. */
export const desktopNetwork: SystemNetwork = {
  askProxy: (url) => session.defaultSession.resolveProxy(url),
};
