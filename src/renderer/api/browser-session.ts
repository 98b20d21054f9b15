import { TOKEN_PARAMETER } from '#shared/contract/browser-bus.ts';

/** What this page shows the host to be let in. */
export interface BrowserSession {
  /** Goes with each connection: the session of this browser, and the token of the address if it is not spent. */
  readonly proof: () => { session: string | null; token: string | null };
  /** The host exchanged the token for this session. */
  readonly keep: (session: string) => void;
  /** The host knows neither the session nor the token, so the other tabs are asked. */
  readonly forget: () => void;
  /** Calls `connect` once there is something to show or nobody has a session, and when a session comes later. */
  readonly start: (connect: () => void) => void;
  /** Calls `leave` when the page is closed, reloaded or left. A browser that discards the page does not say so. */
  readonly onLeave: (leave: () => void) => void;
}

/** How long other tabs have to hand over the session, in milliseconds. */
const WAIT_MS = 300;
const KEY = 'afterword-session';
const ASK = 'ask';

/**
 * Keeps the session where only pages of this host can read it, until the browser ends: in `sessionStorage`, which
 * survives a reload. A new tab asks the others for it. Takes the one-time token out of the address bar.
 */
export function browserSession(page: Window = window): BrowserSession {
  const { sessionStorage: storage, location } = page;
  const others = new BroadcastChannel(KEY);
  let token = new URLSearchParams(location.hash.slice(1)).get(TOKEN_PARAMETER);
  if (token !== null) page.history.replaceState(null, '', location.pathname);
  let waiting: number | undefined;
  let refused: string | null = null;
  /** What the host was shown last, until it has answered; undefined if nothing is under way. */
  let shown: string | null | undefined;
  let connectAgain = (): void => {};
  const kept = (): string | null => storage.getItem(KEY);

  function put(session: string): void {
    storage.setItem(KEY, session);
    token = null;
  }

  return {
    proof() {
      shown = kept();
      return { session: shown, token };
    },
    keep(session) {
      shown = undefined;
      put(session);
      // Tabs whose session has ended use this one.
      others.postMessage({ session });
    },
    forget() {
      refused = shown === undefined ? kept() : shown;
      shown = undefined;
      token = null;
      // Another tab may have handed its session over meanwhile. Then that is shown.
      if (kept() !== refused) connectAgain();
      else {
        storage.removeItem(KEY);
        others.postMessage(ASK);
      }
    },
    start(connect) {
      connectAgain = connect;
      others.onmessage = ({ data }: MessageEvent<typeof ASK | { session: string }>) => {
        const session = kept();
        if (data === ASK) {
          if (session !== null) others.postMessage({ session });
        } else if (session === null && token === null && data.session !== refused) {
          page.clearTimeout(waiting);
          put(data.session);
          if (shown === undefined) connect();
        }
      };
      if (kept() !== null || token !== null) connect();
      else {
        waiting = page.setTimeout(connect, WAIT_MS);
        others.postMessage(ASK);
      }
    },
    onLeave: (leave) => page.addEventListener('pagehide', leave),
  };
}
