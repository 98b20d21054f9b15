import type { Core } from './core.ts';

/**
 * Picks the carrier: the preload's API where there is one (Electron), else Socket.IO to the browser host that served
 * this page. The latter is loaded on demand, so that Electron's windows start without it.
 */
export async function connectCore(): Promise<Core> {
  const api = window.afterword;
  if (api !== undefined) {
    return {
      api,
      desktop: true,
      onPresence: (listener) => {
        listener(true);
        return () => {};
      },
    };
  }
  const { connectBrowserHost } = await import('./browser-host.ts');
  return connectBrowserHost(window.location.origin);
}
