import type { Core } from './core.ts';

/**
 * Picks the carrier of the contract: the preload's API in Electron, else Socket.IO to the browser host that served this
 * page. Socket.IO is loaded on demand, so that Electron's windows start without it.
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
  const [{ connectBrowserHost }, { browserSession }] = await Promise.all([
    import('./browser-host.ts'),
    import('./browser-session.ts'),
  ]);
  return connectBrowserHost(window.location.origin, browserSession());
}
