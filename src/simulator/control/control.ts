import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SimulatedCall } from '../wire/bus-events.ts';
import type { FaultInput } from '../faults/faults.ts';
import { isOwnOrigin } from '../bus/origin.ts';
import type { Simulator } from '../simulator.ts';

const HELP = `LCM simulator

GET   /ledger   every received set, in order, and the last one applied for each call
GET   /state    connections, counts, faults
PATCH /faults   sets faults, such as {"dropReply": 3} or {"latency": 500}; null ends a fault
POST  /ring     places a call, such as {"lcmKey": "5|3|1|0|0|44|1"}; every field has a default
POST  /reset    clears ledger, faults and calls
`;

/** Largest accepted body, in bytes. A fault or a call is far smaller. */
const BODY_LIMIT = 65_536;

const milliseconds = z.number().min(0).max(86_400_000);
const callSchema = z
  .strictObject({
    id: z.string().min(1),
    lcmKey: z.string().min(1),
    type: z.string().min(1),
    user: z.string(),
    contactName: z.string(),
    contactNumber: z.string(),
    ringMs: milliseconds,
    talkMs: milliseconds,
  })
  .partial();

/** Thrown for an answer other than 200. */
class HttpProblem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Endpoint = (simulator: Simulator, body: unknown) => unknown;

const ENDPOINTS: Readonly<Record<string, Readonly<Record<string, Endpoint>>>> = {
  '/': { GET: () => HELP },
  '/ledger': {
    GET: ({ ledger }) => ({
      counts: ledger.counts(),
      entries: ledger.entries(),
      finalStates: Object.fromEntries(ledger.finalStates()),
    }),
  },
  '/state': {
    GET: (simulator) => ({
      url: simulator.url,
      connections: simulator.connections(),
      openCalls: simulator.openCalls(),
      ignored: simulator.ignored(),
      ledger: simulator.ledger.counts(),
      faults: simulator.faults.current(),
    }),
  },
  '/faults': {
    PATCH: ({ faults }, body) => {
      try {
        faults.set(body as FaultInput);
      } catch (error) {
        throw new HttpProblem(400, error instanceof Error ? error.message : String(error));
      }
      return faults.current();
    },
  },
  '/ring': { POST: (simulator, body) => simulator.ring(parseCall(body ?? {})) },
  '/reset': {
    POST: (simulator) => {
      simulator.reset();
      return {};
    },
  },
};

/**
 * Answers the simulator's HTTP control requests, which are separate from the bus. It speaks JSON, to programs on this
 * machine only: requests from other machines, or from a browser for another site, are refused.
 */
export async function handleControl(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const result = await answerControl(simulator, request);
    const isText = typeof result === 'string';
    respond(
      response,
      200,
      isText ? result : JSON.stringify(result),
      isText ? 'text/plain' : 'application/json',
    );
  } catch (error) {
    const status = error instanceof HttpProblem ? error.status : 500;
    const message = error instanceof Error ? error.message : String(error);
    respond(response, status, JSON.stringify({ error: message }), 'application/json');
  }
}

async function answerControl(simulator: Simulator, request: IncomingMessage): Promise<unknown> {
  if (!isLoopback(request.socket.remoteAddress)) throw new HttpProblem(403, 'only from this machine');
  if (!isOwnOrigin(request)) throw new HttpProblem(403, 'not for other sites');
  const [pathname = '/'] = (request.url ?? '/').split('?');
  const methods = Object.hasOwn(ENDPOINTS, pathname) ? ENDPOINTS[pathname] : undefined;
  if (methods === undefined) throw new HttpProblem(404, `there is no ${pathname}; GET / lists what there is`);
  const method = request.method ?? 'GET';
  const endpoint = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (endpoint === undefined) {
    throw new HttpProblem(405, `${pathname} takes ${Object.keys(methods).join(', ')}, not ${method}`);
  }
  return endpoint(simulator, await readBody(request));
}

/** The parsed JSON body; undefined if there is none. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new HttpProblem(413, `the body is more than ${BODY_LIMIT} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpProblem(400, 'the body is not JSON');
  }
}

function parseCall(body: unknown): Partial<SimulatedCall> {
  const result = callSchema.safeParse(body);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `${path.join('.') || 'call'}: ${message}`);
    throw new HttpProblem(400, lines.join('\n'));
  }
  return Object.fromEntries(Object.entries(result.data).filter(([, value]) => value !== undefined));
}

function respond(response: ServerResponse, status: number, body: string, type: string): void {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(`${body}\n`);
}

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || (address?.replace(/^::ffff:/, '').startsWith('127.') ?? false);
}
