import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Address } from './address.ts';

/**
 * The agent through which a link's HTTP requests and its WebSocket go: TLS checks, private authorities, proxy.
 * Connections are not kept alive between requests: on a reused one that the server had just closed, a request may
 * or may not have arrived.
 *
 * @param proxy '' for the one of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), 'none', or its address. The
 *   loopback is never asked for through a proxy: its traffic is not encrypted and must not leave the machine.
 */
export async function createLinkAgent(
  address: Address,
  authorities: readonly string[] | null,
  proxy: string,
): Promise<HttpAgent> {
  if (!address.secure) return new HttpAgent();
  const ca = authorities === null ? {} : { ca: [...authorities] };
  const checks = {
    ...ca,
    rejectUnauthorized: true,
    // Behind a proxy Node would compare the certificate of an IP address with the proxy's name.
    checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
      checkServerIdentity(address.host, certificate),
  };
  if (proxy === 'none' || address.loopback) return new HttpsAgent(checks);

  // It brings proxies of every kind along, which most links do without.
  const { ProxyAgent } = await import('proxy-agent');
  const agent = new ProxyAgent({ ...checks, ...(proxy === '' ? {} : { getProxyForUrl: () => proxy }) });
  // The certificate of an https proxy is for the proxy's own name.
  agent.connectOpts = ca;
  if (proxy === '') {
    const fromEnvironment = agent.getProxyForUrl;
    agent.getProxyForUrl = async (url, request) =>
      // It looks for `wss_proxy`; people, and everything else on their machines, set `https_proxy`.
      (await fromEnvironment(url, request)) || fromEnvironment(url.replace(/^ws/, 'http'), request);
  }
  return agent;
}
