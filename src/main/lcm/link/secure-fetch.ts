import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { readAddress } from './address.ts';
import { createSiteWays, withAgent, type SiteWaysOptions } from './site-ways.ts';

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
 * Asks a server beside LCM, such as the provider of the sign-in. Follows no redirect. It asks nobody over an unencrypted connection but the loopback.
 *
 * @returns rejects if no answer came within the time limit, with Node's error, or with `ProxyRefusal`
 */
export function createSecureFetch(deps: SiteWaysOptions): SecureFetch {
  const ways = createSiteWays(deps);
  const { timeLimitMs } = deps;

  return async (url, request) => {
    const { origin } = new URL(url);
    const reading = readAddress(origin);
    if (!reading.ok) throw new Error(`${origin} is not encrypted`);
    const { address } = reading;
    return ways.firstOf(address, (route) =>
      withAgent(ways.agent(address, route), (agent) =>
        send(url, request, agent, timeLimitMs, route !== null),
      ),
    );
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
    response.on('end', () => resolve(Buffer.concat(pieces)));
    response.on('error', reject);
    response.on('aborted', () => reject(new Error('The answer was cut off')));
  });
  if (whole.length > LARGEST) throw new Error('The answer is too large');
  const status = response.statusCode ?? 0;
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(', ')] as [string, string]],
  );
  const bodiless = [204, 205, 304].includes(status) || whole.length === 0;
  return new Response(bodiless ? null : new Uint8Array(whole), { status, headers });
}
