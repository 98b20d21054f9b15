import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AGENT_EVENTS, type AgentState } from '../softphones/agent-state.ts';
import { CALL_KINDS, EVENT_FORMS, SOFTPHONES, type SimulatedCall } from '../softphones/call.ts';
import { MOMENTS, STORY_NAMES, type Step } from '../softphones/stories.ts';
import type { FaultInput } from '../faults/faults.ts';
import { isOwnOrigin } from '../bus/origin.ts';
import { messageOf } from '../message-of.ts';
import type { Simulator } from '../simulator.ts';

const HELP = `LCM simulator

GET   /ledger   every received set, in order, and the last one applied for each call
GET   /state    connections, counts, faults
PATCH /faults   sets faults, such as {"dropReply": 3} or {"latency": 500}; null ends a fault
POST  /ring     places a call, such as {"lcmKey": "5|3|1|0|0|44|1"}; every field has a default
POST  /agent    tells who is signed in, such as {"user": "ana", "state": "Available"}
POST  /reset    clears ledger, faults and calls
`;

/** Largest accepted body, in bytes. A fault or a call is far smaller. */
const BODY_LIMIT = 65_536;

const milliseconds = z.number().min(0).max(86_400_000);
const STEPS: readonly string[] = [
  'wait:ring',
  'wait:talk',
  ...MOMENTS,
  ...MOMENTS.map((moment) => `leg:${moment}`),
];
const callSchema = z
  .strictObject({
    id: z.string().min(1),
    lcmKey: z.string(),
    softphone: z.enum(SOFTPHONES),
    kind: z.enum(CALL_KINDS),
    type: z.string().min(1),
    form: z.enum(EVENT_FORMS),
    user: z.union([z.string(), z.null(), z.record(z.string(), z.unknown())]),
    story: z.union([
      z.enum(STORY_NAMES),
      z.array(z.custom<Step>((step) => typeof step === 'string' && STEPS.includes(step))),
    ]),
    contactName: z.string(),
    contactNumber: z.string(),
    ringMs: milliseconds,
    talkMs: milliseconds,
  })
  .partial();
const agentSchema = z.strictObject({
  user: z.string().min(1),
  state: z.string().min(1).default('Available'),
  event: z.enum(AGENT_EVENTS).default('SetAgentState'),
}) satisfies z.ZodType<AgentState>;

/** Thrown for an answer other than 200. */
class HttpProblem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** An error of this work lies in what was asked. */
function orProblem<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new HttpProblem(400, messageOf(error));
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
      orProblem(() => faults.set(body as FaultInput));
      return faults.current();
    },
  },
  '/ring': {
    POST: (simulator, body) => {
      const call = parsed(callSchema, body ?? {}, 'call') as Partial<SimulatedCall>;
      return orProblem(() => simulator.ring(call));
    },
  },
  '/agent': {
    POST: (simulator, body) => {
      simulator.tellAgentState(parsed(agentSchema, body, 'agent'));
      return {};
    },
  },
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
    if (typeof result === 'string') respond(response, 200, result, 'text/plain');
    else respond(response, 200, JSON.stringify(result), 'application/json');
  } catch (error) {
    const status = error instanceof HttpProblem ? error.status : 500;
    respond(response, status, JSON.stringify({ error: messageOf(error) }), 'application/json');
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

/** @throws HttpProblem with one line for each invalid field; a field that is undefined is left out */
function parsed<S extends z.ZodType>(schema: S, body: unknown, what: string): z.output<S> {
  const result = schema.safeParse(body);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `${path.join('.') || what}: ${message}`);
    throw new HttpProblem(400, lines.join('\n'));
  }
  return result.data;
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
