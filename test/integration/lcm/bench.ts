import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket as NetSocket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import type { LinkState } from '#shared/contract/app-state.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { encodeSetCall } from '#shared/lcm/encode.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { Log, LogFields } from '#main/base/log.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import { lcmOptionsSchema, type SessionPolicy } from '#main/lcm/link/options.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import { createLcmSession, type LcmSession } from '#main/lcm/session.ts';
import type { Signal } from '#main/base/signal.ts';

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../support/tls/${name}`, import.meta.url));

/** Certificate and key of a fixture, such as 'server' or 'expired'. */
const identity = (name: string) => ({
  cert: readFileSync(fixture(`${name}.pem`)),
  key: readFileSync(fixture(`${name}.key`)),
});

export interface BusOptions {
  readonly port?: number;
  /** Name of the certificate; plain HTTP if left out. */
  readonly certificate?: string;
  /** Admits only clients whose certificate is of `client-ca.pem`. */
  readonly clients?: boolean;
  readonly namespace?: string;
  readonly event?: string;
  readonly server?: Partial<ServerOptions>;
  /** Accepts a client, or throws the reason why not. */
  readonly admit?: (socket: Socket) => void | Promise<void>;
  /** Never accepts or refuses a client. */
  readonly hold?: boolean;
  /** Handles a message. By default the bus keeps it and does not answer. */
  readonly onMessage?: (message: JsonObject, bus: Bus, socket: Socket) => void;
  readonly onConnection?: (socket: Socket) => void;
}

export interface Bus {
  readonly url: string;
  readonly port: number;
  /** For a bus with a certificate: uses another one for new connections. */
  useCertificate(name: string): void;
  readonly received: JsonObject[];
  /** Ids of all clients that have connected, in order. */
  readonly clients: string[];
  /** How many TCP connections were made in all. */
  connections(): number;
  /** Resolves with the message of that number, from 1, once it is there. */
  message(number: number): Promise<JsonObject>;
  emit(...args: unknown[]): void;
  /** Sends a JSON text as it is, without the encoder, which cannot make it. For the namespace `/`. */
  emitText(json: string): void;
  /** Answers a request of the session as LCM would, or with `response`. */
  answer(request: JsonObject, response?: unknown): void;
  stop(): Promise<void>;
}

/** A bus that answers every request with success. */
export const answering: BusOptions = {
  onMessage: (message, bus) => bus.answer(message),
};

/** A real Socket.IO server without LCM. The test decides what it sends. */
export async function startBus(options: BusOptions = {}): Promise<Bus> {
  const { namespace = '/', event = 'message', certificate } = options;
  const asking =
    options.clients === true
      ? { requestCert: true, rejectUnauthorized: true, ca: readFileSync(fixture('client-ca.pem')) }
      : {};
  const http =
    certificate === undefined
      ? createServer(answer404)
      : createTlsServer({ ...identity(certificate), ...asking }, answer404);
  const io = new Server(http, { serveClient: false, connectTimeout: 2_000, ...options.server });
  const received: JsonObject[] = [];
  const clients: string[] = [];
  const waiting: (() => void)[] = [];
  let connections = 0;
  http.on('connection', () => {
    connections += 1;
  });
  http.listen(options.port ?? 0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const bus: Bus = {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${String(port)}`,
    port,
    useCertificate(name) {
      if ('setSecureContext' in http) http.setSecureContext(identity(name));
    },
    received,
    clients,
    connections: () => connections,
    async message(number) {
      while (received.length < number) await new Promise<void>((resolve) => waiting.push(resolve));
      return received[number - 1]!;
    },
    emit(...args) {
      io.of(namespace).emit(event, ...args);
    },
    emitText(json) {
      for (const socket of io.of(namespace).sockets.values()) socket.conn.write(`2["${event}",${json}]`);
    },
    answer(request, response = { success: true }) {
      const { subtopic, data } = request as { subtopic: string; data: JsonObject };
      const names: Record<string, string> = {
        GetBusinessOutCome: 'BusinessOutCome',
        GetOutcomeByOutcomegroup: 'BusinessOutCome',
      };
      bus.emit({
        channel: 'LCM',
        topic: 'WebService',
        subtopic: names[subtopic] ?? `${subtopic}Result`,
        message: { callid: data['callid'], response },
      });
    },
    async stop() {
      await io.close();
    },
  };
  if (options.admit) {
    const { admit } = options;
    io.of(namespace).use((socket, next) => {
      Promise.resolve(socket)
        .then(admit)
        .then(() => next(), next);
    });
  }
  if (options.hold === true) io.of(namespace).use(() => {});
  io.of(namespace).on('connection', (socket) => {
    clients.push(socket.id);
    socket.on(event, (message: JsonObject) => {
      received.push(message);
      options.onMessage?.(message, bus, socket);
      for (const wake of waiting.splice(0)) wake();
    });
    options.onConnection?.(socket);
  });
  onTestFinished(() => bus.stop());
  return bus;
}

export interface Proxy {
  readonly url: string;
  /** The targets of CONNECT requests, and the URLs of plain requests. */
  readonly asked: string[];
  readonly authorization: (string | undefined)[];
}

/**
 * A real HTTP proxy that connects every host to the bus, or to whatever has that port. With `password`, it asks for the user `agent` and that
 * password. With `certificate`, it is an https proxy.
 */
export async function startProxy(
  bus: Pick<Bus, 'port'>,
  { password, certificate }: { password?: string; certificate?: string } = {},
): Promise<Proxy> {
  const asked: string[] = [];
  const authorization: (string | undefined)[] = [];
  const open = new Set<NetSocket>();
  const server = certificate === undefined ? createServer() : createTlsServer(identity(certificate));
  server.on('request', (request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  server.on('connection', (socket: NetSocket) => open.add(socket));
  server.on('connect', (request, client: NetSocket) => {
    asked.push(request.url ?? '');
    authorization.push(request.headers['proxy-authorization']);
    client.on('error', () => client.destroy());
    const expected = `Basic ${Buffer.from(`agent:${password ?? ''}`).toString('base64')}`;
    if (password !== undefined && request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const target = connect(bus.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    open.add(target);
    target.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const scheme = certificate === undefined ? 'http' : 'https';
  return { url: `${scheme}://127.0.0.1:${String(port)}`, asked, authorization };
}

function answer404(_request: unknown, response: { writeHead(status: number): { end(): void } }): void {
  response.writeHead(404).end();
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

export interface OpenedSession {
  readonly session: LcmSession;
  readonly log: LogLine[];
  readonly states: LinkState[];
}

/**
 * A session with time limits that are short, but long enough for a busy machine. It is closed when the test ends. Its
 * operating system has only the proxy and the authorities of `deps`.
 */
export function openSession(
  options: z.input<typeof lcmOptionsSchema>,
  deps: {
    clock?: Clock;
    random?: () => number;
    policy?: Partial<SessionPolicy>;
    system?: SystemNetwork;
    secrets?: Secrets;
  } = {},
): OpenedSession {
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields });
    };
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') };
  const session = createLcmSession(
    lcmOptionsSchema.parse({
      requestTimeoutMs: 1_000,
      reconnect: { baseMs: 100, capMs: 1_000 },
      ...options,
    }),
    {
      clock: deps.clock ?? systemClock,
      log,
      ...(deps.random ? { random: deps.random } : {}),
      ...(deps.secrets ? { secrets: deps.secrets } : {}),
      policy: { connectTimeoutMs: 5_000, graceMs: 1_000, ...deps.policy },
      system: { readAuthorities: () => Promise.resolve([]), ...deps.system },
    },
  );
  const states = [session.state()];
  session.stateChanged.on((state) => states.push(state));
  onTestFinished(() => session.close());
  return { session, log: lines, states };
}

/** Resolves with the first value of a signal that fits. */
export function next<T>(signal: Signal<T>, fits: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve) => {
    const off = signal.on((value) => {
      if (!fits(value)) return;
      off();
      resolve(value);
    });
  });
}

/** Resolves when the link has that status; at once if it has it already. */
export async function reach(session: LcmSession, status: LinkState['status']): Promise<LinkState> {
  const state = session.state();
  return state.status === status ? state : next(session.stateChanged, (changed) => changed.status === status);
}

/** Data of a telephony outcome for a call. */
export function outcomeFor(callId: string, comments = 'Test comment'): JsonObject {
  const result = encodeSetCall('SetCallOutcomeWithComments', {
    callId,
    lcmKey: '5|3|1|0|0|44|1',
    userId: 'testagent',
    comments,
    leadScore: 0,
    targetAmount: 0,
    telephonyOutcomeId: '1',
  });
  if (!result.ok) throw new Error(result.fault);
  return result.data;
}

export const resultOf = (
  callid: string,
  response: unknown,
  subtopic = 'SetCallOutcomeWithCommentsResult',
) => ({
  channel: 'LCM',
  topic: 'WebService',
  subtopic,
  message: { callid, response },
});

/** Emits an event and waits for it. Then everything emitted before it has arrived too. */
export async function heardAll(bus: Bus, session: LcmSession): Promise<void> {
  const mark = `mark-${String(Math.random())}`;
  const heard = next(session.envelopeReceived, ({ subtopic }) => subtopic === mark);
  bus.emit({ channel: 'Test', topic: 'Test', subtopic: mark });
  await heard;
}
