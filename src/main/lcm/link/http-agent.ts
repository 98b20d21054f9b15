import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { checkServerIdentity, type PeerCertificate, type SecureContext } from 'node:tls';
import type { Address } from './address.ts';
import type { Route } from './proxy-route.ts';

/** Marks an error that came up between this machine and the proxy, so that LCM is not blamed for it. */
export interface ProxyError extends Error {
  atProxy?: true;
}

/** An agent without encryption, for the loopback. */
export function createPlainAgent(): HttpAgent {
  return new HttpAgent();
}

/**
 * The agent through which a link's HTTP requests and its WebSocket go: TLS checks and proxy. Connections are not kept
 * alive between requests: on a reused one that the server had just closed, a request may or may not have arrived.
 *
 * @param context whom to trust
 * @throws where the proxy is of an unknown kind
 */
export async function createTlsAgent(
  address: Address,
  context: SecureContext,
  route: Route,
): Promise<HttpAgent> {
  const checks = {
    secureContext: context,
    // Said outright, since the environment could switch it off otherwise (`NODE_TLS_REJECT_UNAUTHORIZED`).
    rejectUnauthorized: true,
    // Behind a proxy Node would compare the certificate of an IP address with the proxy's name.
    checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
      checkServerIdentity(address.host, certificate),
  };
  if (route === null) return new HttpsAgent(checks);

  const agent = await createProxyAgent(route, context);
  const connect = agent.connect.bind(agent) as Connect;
  agent.connect = (async (request, options) => {
    try {
      return await connect(request, { ...options, ...checks });
    } catch (error) {
      if (error instanceof Error) (error as ProxyError).atProxy = true;
      throw error;
    }
  }) satisfies Connect as typeof agent.connect;
  return agent;
}

/** What both kinds of proxy agents do for each connection. Once it resolves, the proxy is behind it. */
type Connect = (request: unknown, options: object) => Promise<unknown>;

/** Most links do without a proxy, so neither kind is loaded before it is needed. */
async function createProxyAgent(route: string, secureContext: SecureContext) {
  if (/^https?:/.test(route)) {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    // The certificate of an https proxy is for the proxy's own name.
    return new HttpsProxyAgent(route, { secureContext, rejectUnauthorized: true });
  }
  if (/^socks(4a?|5h?)?:/.test(route)) {
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    return new SocksProxyAgent(route);
  }
  throw new Error(`No kind of proxy has such an address: ${route}`);
}
