import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '#main/base/clock.ts';
import { within } from '#main/base/within.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import { readAddress, type Address } from './address.ts';
import type { SystemNetwork } from './dial.ts';
import { createPlainAgent, createTlsAgent } from './http-agent.ts';
import type { LcmOptions } from './options.ts';
import { findRoutes, withSignIn, type Route } from './proxy-route.ts';
import { readSystemAuthorities } from './system-authorities.ts';
import { createTrust } from './trust.ts';

/** A request as `fetch` of the OpenID libraries makes it. */
export interface PlainRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export type SecureFetch = (url: string, request: PlainRequest) => Promise<Response>;

/** A proxy refused to connect. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
}

/** The largest answer that is read, in bytes. */
const LARGEST = 1024 * 1024;

/**
 * Asks a server beside LCM, such as the provider of the sign-in, over the same proxies and trusting the same authorities as
 * the link. Follows no redirect. It asks nobody over an unencrypted connection but the loopback.
 *
 * @returns rejects if no answer came within the time limit, with Node's error, or with `ProxyRefusal`
 */
export function createSecureFetch(deps: {
  readonly options: Pick<LcmOptions, 'caFile' | 'proxy' | 'proxySignIn'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly system: SystemNetwork;
  readonly timeLimitMs: number;
}): SecureFetch {
  const { options, secrets, clock, system, timeLimitMs } = deps;
  const { askProxy = () => Promise.resolve(''), readAuthorities = readSystemAuthorities } = system;
  const trust = createTrust({ caFile: options.caFile, clock, timeLimitMs, readSystem: readAuthorities });

  async function makeAgent(address: Address, route: Route): Promise<Agent> {
    if (!address.secure) return createPlainAgent(() => {});
    const trusted = await trust.read();
    if (!trusted.ok) throw new Error(trusted.reason.code);
    return createTlsAgent(address, trusted.context, route, () => {});
  }

  async function withPassword(route: Route): Promise<Route> {
    const [user, password] = await Promise.all([
      secrets.read('lcm.proxySignIn.user', options.proxySignIn.user),
      secrets.read('lcm.proxySignIn.password', options.proxySignIn.password),
    ]);
    return user.ok && password.ok ? withSignIn(route, { user: user.text, password: password.text }) : route;
  }

  return async (url, request) => {
    const { origin } = new URL(url);
    const reading = readAddress(origin);
    if (!reading.ok) throw new Error(`${origin} is not encrypted`);
    const { address } = reading;
    const ask = async (route: Route): Promise<Response> => {
      const agent = await makeAgent(address, route);
      try {
        return await send(url, request, agent, timeLimitMs, route !== null);
      } finally {
        agent.destroy();
      }
    };
    const routes = await findRoutes(address, options.proxy, (asked) =>
      within(clock, timeLimitMs, askProxy(asked), () => ''),
    );
    let failure: unknown = new Error('no route');
    for (const route of routes) {
      const whole = await withPassword(route);
      try {
        return await ask(whole).catch(async (error: unknown) => {
          // The authorities of the system are read only if the built-in ones do not do: it takes time.
          if (address.secure && (await trust.addSystem())) return ask(whole);
          throw error;
        });
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}

function send(
  url: string,
  { method, headers, body, signal }: PlainRequest,
  agent: Agent,
  timeLimitMs: number,
  proxied: boolean,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.timeout(timeLimitMs);
    const ask = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = ask(url, {
      method,
      headers: { ...headers },
      agent,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      if (proxied && response.statusCode === 407) {
        response.resume();
        reject(new ProxyRefusal('HTTP 407'));
        return;
      }
      readWhole(response).then(resolve, reject);
    });
    request.end(body instanceof URLSearchParams ? body.toString() : body);
  });
}

/** @throws if the answer is cut off or too large */
async function readWhole(response: IncomingMessage): Promise<Response> {
  // The agent hands the answer over in one piece, of bounded size.
  const whole = await new Promise<Buffer>((resolve, reject) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.on('end', () => {
      resolve(Buffer.concat(pieces));
    });
    response.on('error', reject);
    response.on('aborted', () => {
      reject(new Error('The answer was cut off'));
    });
  });
  if (whole.length > LARGEST) throw new Error('The answer is too large');
  const status = response.statusCode ?? 0;
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(', ')] as [string, string]],
  );
  const bodiless = [204, 205, 304].includes(status) || whole.length === 0;
  return new Response(bodiless ? null : new Uint8Array(whole), { status, headers });
}
