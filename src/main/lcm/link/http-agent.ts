import { Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { checkServerIdentity, TLSSocket, type PeerCertificate, type SecureContext } from 'node:tls';
import type { Address } from './address.ts';
import { LARGEST_MESSAGE } from './bounded-parser.ts';
import { REDIRECTED, type ProxyError, type Redirected } from './link-failure.ts';
import type { WatchOpening } from './opening.ts';
import type { Route } from './proxy-route.ts';
import { TOO_LARGE } from './too-long.ts';

/**
 * An agent without encryption, for the loopback.
 *
 * @param largest the most bytes of an answer, which then comes in one piece; null if it comes as it is sent, however large
 */
export function createPlainAgent(watch: WatchOpening, largest: number | null = LARGEST_MESSAGE): HttpAgent {
  return bounded(new HttpAgent(), watch, largest);
}

/**
 * The agent for a link's HTTP requests and its WebSocket: it does the TLS checks and the proxy. It does not keep
 * connections alive between requests: if the server has just closed a reused one, the request may or may not arrive.
 *
 * @param context the trusted authorities
 * @param largest as for the agent without encryption
 * @throws if the proxy is of an unknown kind
 */
export async function createTlsAgent(
  address: Address,
  context: SecureContext,
  route: Route,
  watch: WatchOpening,
  largest: number | null = LARGEST_MESSAGE,
): Promise<HttpAgent> {
  const checks = {
    secureContext: context,
    // Set here, because otherwise the environment could switch it off (`NODE_TLS_REJECT_UNAUTHORIZED`).
    rejectUnauthorized: true,
    // Behind a proxy, if LCM has an IP address, Node would check its certificate against the proxy's name.
    checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
      checkServerIdentity(address.host, certificate),
  };
  if (route === null) return bounded(new HttpsAgent(checks), watch, largest);

  const agent = await createProxyAgent(route, context);
  const connect = agent.connect.bind(agent) as Connect;
  agent.connect = (async (request, options) => {
    try {
      const socket = await connect(request, { ...options, ...checks });
      // If the proxy refuses, its answer comes over a socket without TLS, in place of LCM's.
      watch({ kind: socket instanceof TLSSocket ? 'tunnelled' : 'tunnelRefused' });
      return socket;
    } catch (error) {
      if (error instanceof Error) (error as ProxyError).atProxy = true;
      throw error;
    }
  }) satisfies Connect as typeof agent.connect;
  return bounded(agent, watch, largest);
}

/**
 * Ends every answer that sends the client elsewhere. The client library would follow it to any host, with the headers of the
 * settings, past the proxy and in circles.
 */
export function withoutRedirects<A extends HttpAgent>(agent: A): A {
  return onEachRequest(agent, (request) => {
    request.prependOnceListener('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      if (![301, 302, 303, 307, 308].includes(status)) return;
      // The library follows only some, and this one not.
      response.statusCode = 308;
      // A WebSocket has its own error for it.
      response.on('error', () => {});
      const redirected = { code: REDIRECTED, status, to: headers.location ?? '?' } as const;
      response.destroy(Object.assign(new Error('redirected'), redirected) satisfies Redirected);
    });
  });
}

/** @param hook is called with each request before it is sent */
function onEachRequest<A extends HttpAgent>(agent: A, hook: (request: ClientRequest) => void): A {
  // Node calls it for each request of an agent. Source: nodejs/node, lib/_http_agent.js.
  const each = agent as unknown as { addRequest: (request: ClientRequest, ...rest: unknown[]) => void };
  const addRequest = each.addRequest.bind(agent);
  each.addRequest = (request, ...rest) => {
    hook(request);
    addRequest(request, ...rest);
  };
  return agent;
}

/** Makes sure that no answer fills the memory, and that reading one takes no longer than it must. */
function bounded<A extends HttpAgent>(agent: A, watch: WatchOpening, largest: number | null): A {
  return onEachRequest(agent, (request) => {
    if (largest !== null)
      request.prependOnceListener('response', (response) => inOnePiece(response, largest));
    request.once('socket', (socket) => watchSocket(socket, watch));
    request.prependOnceListener('response', ({ statusCode = 0, headers }) => {
      watch({ kind: 'answered', status: statusCode, location: headers.location ?? '' });
    });
  });
}

/** Tells how far a socket came. Source: nodejs.org/api/net.html, events "lookup" and "connect". */
function watchSocket(socket: Socket, watch: WatchOpening): void {
  socket.on('lookup', (error, address) => {
    // The types leave out that there is no error and, after one, no address.
    if ((error as Error | null) === null) watch({ kind: 'named', address });
  });
  socket.once('connect', () => watch({ kind: 'reached' }));
  if (!(socket instanceof TLSSocket)) return;
  // Node checks the certificate in its own listener for this event, and destroys the socket if it does not hold.
  socket.prependOnceListener('secure', () => {
    watch({ kind: 'certificate', certificate: socket.getPeerCertificate() });
  });
  socket.once('secureConnect', () => watch({ kind: 'secured' }));
}

/**
 * Gives the answer to its reader in one piece, or ends it if it is too large. The client library would copy all that has
 * come at each piece: for a polling answer of 60 MB that is minutes of work.
 */
function inOnePiece(response: IncomingMessage, largest: number): void {
  const on = response.on.bind(response);
  const pieces: Buffer[] = [];
  const readers: ((whole: Buffer) => void)[] = [];
  let bytes = 0;
  on('data', (piece: Buffer) => {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > largest)
      response.destroy(Object.assign(new Error('The answer is too large'), { code: TOO_LARGE }));
  });
  on('end', () => {
    for (const read of readers) read(Buffer.concat(pieces));
  });
  Object.assign(response, {
    on(event: string, listener: (whole: Buffer) => void) {
      if (event !== 'data') return on(event, listener);
      readers.push(listener);
      return response;
    },
  });
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
