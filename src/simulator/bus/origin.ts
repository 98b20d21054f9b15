import type { IncomingMessage } from 'node:http';

/**
 * False for a request that a browser makes on behalf of another site: the ledger holds what agents wrote, and a page
 * that somebody has open must not read it or set outcomes. Programs send no `Origin` and pass.
 * `Host` is looked at too, since a site can point its own name at the loopback (DNS rebinding).
 */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (request.headers['sec-fetch-site'] === 'cross-site') return false;
  if (host === undefined || !isAddressOrLocalhost(host)) return false;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

function isAddressOrLocalhost(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/i.test(name);
}
