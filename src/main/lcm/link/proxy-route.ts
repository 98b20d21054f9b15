import type { Address } from './address.ts';

/**
 * Asks the operating system which proxy leads to a URL; its PAC script is run for it, where it has one. The answer is
 * in the form of a PAC script's, such as `PROXY proxy.example.com:3128; DIRECT`.
 */
export type AskSystemProxy = (url: string) => Promise<string>;

/** The URL of a proxy, such as `http://proxy:3128`; null for a connection without one. */
export type Route = string | null;

/**
 * Finds the routes to LCM, the preferred one first: the proxy of the settings; where they name none, that of the
 * operating system; then that of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`). The loopback is never asked
 * for through a proxy: its traffic need not be encrypted and must not leave the machine.
 *
 * @param proxy as in the settings: '' for none named, 'none' for a connection without a proxy, or a URL
 */
export async function findRoutes(
  address: Address,
  proxy: string,
  askSystem: AskSystemProxy,
): Promise<readonly Route[]> {
  if (address.loopback || proxy === 'none') return [null];
  if (proxy !== '') return [proxy];
  // An answer that never comes, or none that makes sense, must not keep the link from the other sources.
  const system = readPacResult(await askSystem(address.origin).catch(() => ''));
  const { getProxyForUrl } = await import('proxy-from-env');
  const websocket = address.origin.replace(/^http/, 'ws');
  const environment = getProxyForUrl(address.origin) || getProxyForUrl(websocket) || null;
  if (system.every((route) => route === null)) return [environment];
  return system.map((route) => (isWithoutPassword(route, environment) ? environment : route));
}

/** Chromium takes the environment's proxy for the system's where a Linux desktop names none, and drops its password. */
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
 * Reads what a PAC script gave, in its order; kinds that are not known are left out.
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
