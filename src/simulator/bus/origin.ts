import type { IncomingMessage } from 'node:http';

/**
 * Returns false for a request that a browser sends on behalf of another site. The ledger holds what agents wrote, so a
 * web page must not read it or set outcomes. Programs send no `Origin` and are let through.
 * `Host` is checked too, because a site can point its own name at the loopback (DNS rebinding).
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
