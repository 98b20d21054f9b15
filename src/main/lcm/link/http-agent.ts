import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { checkServerIdentity, type PeerCertificate, type SecureContext } from 'node:tls';
import type { Address } from './address.ts';
import type { Route } from './proxy-route.ts';

/** An error between this machine and the proxy. It is marked, so that LCM is not blamed for it. */
export interface ProxyError extends Error {
  atProxy?: true;
}

/** An agent without encryption, for the loopback. */
export function createPlainAgent(): HttpAgent {
  return new HttpAgent();
}

/**
 * The agent for a link's HTTP requests and its WebSocket: it does the TLS checks and the proxy. It does not keep
 * connections alive between requests: if the server has just closed a reused one, the request may or may not arrive.
 *
 * @param context the trusted authorities
 * @throws if the proxy is of an unknown kind
 */
export async function createTlsAgent(
  address: Address,
  context: SecureContext,
  route: Route,
): Promise<HttpAgent> {
  const checks = {
    secureContext: context,
    // Set here, because otherwise the environment could switch it off (`NODE_TLS_REJECT_UNAUTHORIZED`).
    rejectUnauthorized: true,
    // Behind a proxy, if LCM has an IP address, Node would check its certificate against the proxy's name.
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

/** Both kinds of proxy agent call it for each connection. When it resolves, the proxy part is done. */
type Connect = (request: unknown, options: object) => Promise<unknown>;

/** Most links have no proxy, so each kind is loaded only when it is needed. */
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
