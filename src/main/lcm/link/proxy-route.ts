import type { Address } from './address.ts';

/**
 * Asks the operating system which proxy to use for a URL. If it has a PAC script, the script is run. The answer has the
 * form of a PAC script's result, such as `PROXY proxy.example.com:3128; DIRECT`.
 */
export type AskSystemProxy = (url: string) => Promise<string>;

/** The URL of a proxy, such as `http://proxy:3128`; null for a connection without one. */
export type Route = string | null;

/**
 * Finds the routes to LCM, the preferred one first: the proxy of the settings; if they name none, that of the
 * operating system; then that of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`). The loopback never goes
 * through a proxy: its traffic may be unencrypted and must not leave the machine.
 *
 * @param proxy as in the settings: '' if none is named, 'none' for a connection without a proxy, or a URL
 */
export async function findRoutes(
  address: Address,
  proxy: string,
  askSystem: AskSystemProxy,
): Promise<readonly Route[]> {
  if (address.loopback || proxy === 'none') return [null];
  if (proxy !== '') return [proxy];
  // If the system does not answer, or its answer makes no sense, the environment is used.
  const system = readPacResult(await askSystem(address.origin).catch(() => ''));
  const { getProxyForUrl } = await import('proxy-from-env');
  const websocket = address.origin.replace(/^http/, 'ws');
  const environment = getProxyForUrl(address.origin) || getProxyForUrl(websocket) || null;
  if (system.every((route) => route === null)) return [environment];
  return system.map((route) => (isWithoutPassword(route, environment) ? environment : route));
}

/** The route with user and password of the settings, where it has none of its own. */
export function withSignIn(route: Route, { user, password }: { user: string; password: string }): Route {
  if (route === null || user === '' || !URL.canParse(route)) return route;
  const url = new URL(route);
  if (url.username !== '') return route;
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** If a Linux desktop names no proxy, Chromium returns the environment's as the system's, without its password. */
function isWithoutPassword(route: Route, environment: Route): boolean {
  if (route === null || environment === null || !URL.canParse(environment)) return false;
  const { username, host } = new URL(environment);
  return username !== '' && URL.canParse(route) && new URL(route).host === host;
}

/** The kinds of a PAC script's answer, by the scheme of the proxy's URL. SOCKS alone means version 4. */
const PAC_KINDS: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5h',
};

/**
 * Reads the result of a PAC script, in its order. Unknown kinds are left out.
 * Source: developer.mozilla.org, "Proxy Auto-Configuration (PAC) file", "return value format".
 */
export function readPacResult(text: string): readonly Route[] {
  return text.split(';').flatMap((entry): Route[] => {
    const [kind = '', host] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return [null];
    const scheme = PAC_KINDS[kind.toUpperCase()];
    return scheme === undefined || host === undefined ? [] : [`${scheme}://${host}`];
  });
}
