import type { Agent } from 'node:http';
import { Manager } from 'socket.io-client';
import { PacketType } from 'socket.io-parser';
import type { Clock } from '#main/base/clock.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { ClearEnvelope } from '#shared/lcm/clear-contact.ts';
import type { RequestEnvelope } from '#shared/lcm/envelope.ts';
import { boundedParser, LARGEST_MESSAGE } from './bounded-parser.ts';
import { codeOf, describeDenial, describeTransportFailure, type LinkFailure } from './link-failure.ts';
import type { TRANSPORTS, WatchOpening } from './opening.ts';
import type { OpenOptions } from './open-options.ts';
import { requireHandshake } from './sound-handshake.ts';
import { TOO_LARGE } from './too-long.ts';

export interface ConnectionPlan {
  readonly origin: string;
  readonly transport: (typeof TRANSPORTS)[number];
  readonly agent: Agent;
  readonly options: OpenOptions;
  /** How long opening may take, including handshakes, in milliseconds. */
  readonly timeLimitMs: number;
  readonly watch: WatchOpening;
}

/** `opened` or `failed` is called once; after `opened`, `lost` at most once. After `close`, none is called. */
export interface ConnectionEvents {
  opened(): void;
  failed(failure: LinkFailure): void;
  /** `cause` is the reason that the socket library gives, or `TOO_LARGE`. */
  lost(cause: string): void;
  /** Called for every event of the bus, with its name and arguments. */
  event(name: unknown, args: readonly unknown[]): void;
}

export interface Connection {
  /** Hands an envelope to the transport; false if it was certainly not sent. */
  send(envelope: RequestEnvelope | ClearEnvelope): boolean;
  /** Whether it is no longer than what the server receives. At a longer one the server ends the link. */
  takes(envelope: RequestEnvelope): boolean;
  /** Whether the server has been silent for longer than its own heartbeat allows. Then the other end is gone. */
  isStale(): boolean;
  close(): void;
}

/** How long the closing request may take, in milliseconds. */
const GOODBYE_MS = 1_000;

/** Opens one connection over one transport. A lost connection is not opened again. */
export function openConnection(plan: ConnectionPlan, clock: Clock, events: ConnectionEvents): Connection {
  const { options, transport } = plan;
  const manager = new Manager(plan.origin, {
    path: options.path,
    transports: [transport],
    // The library's types are for browsers; under Node it takes an http.Agent.
    agent: plan.agent as unknown as boolean,
    // A copy, because the library changes the headers it gets.
    extraHeaders: { ...options.headers },
    // Keeps a load balancer's cookie between polling requests, so that they reach the same server.
    withCredentials: transport === 'polling',
    parser: boundedParser,
    ...{ maxPayload: LARGEST_MESSAGE },
    autoConnect: false,
    reconnection: false,
  });
  manager.timeout(false);
  const socket = manager.socket(options.namespace, { auth: { ...options.auth } });

  let phase: 'opening' | 'open' | 'done' = 'opening';
  let heardAt = clock.now();
  let silenceLimitMs = Infinity;
  /** In bytes. */
  let longest = Infinity;

  const cancelLimit = clock.after(plan.timeLimitMs, () => {
    const seconds = Math.round(plan.timeLimitMs / 100) / 10;
    fail({ kind: 'unreachable', reason: reason('noAnswerWithin', { seconds, transport }) });
  });

  function release(): void {
    phase = 'done';
    cancelLimit();
    socket.disconnect();
  }

  function fail(failure: LinkFailure): void {
    if (phase !== 'opening') return;
    release();
    plan.agent.destroy();
    events.failed(failure);
  }

  function lose(cause: string): void {
    if (phase !== 'open') return;
    release();
    plan.agent.destroy();
    events.lost(cause);
  }

  manager.on('ping', () => {
    heardAt = clock.now();
  });
  socket.on('connect', () => {
    if (phase !== 'opening') return;
    phase = 'open';
    cancelLimit();
    heardAt = clock.now();
    events.opened();
  });
  socket.on('connect_error', (error) => {
    // `active` is false if the server itself has denied the namespace.
    fail(socket.active ? describeTransportFailure(error) : describeDenial(error, options.namespace));
    // A denial after all. The library hears nothing any more.
    lose('io server disconnect');
  });
  socket.on('disconnect', (cause, details) => {
    // If the link closes before the namespace has answered, this is the only event.
    fail({ kind: 'unreachable', reason: reason('closedWhileOpening') });
    lose(codeOf(details) === TOO_LARGE ? TOO_LARGE : cause);
  });
  socket.onAny((name: unknown, ...args: unknown[]) => {
    if (phase === 'done') return;
    heardAt = clock.now();
    events.event(name, args);
    // LCM asks for an acknowledgement, and may say nothing more before it comes.
    const acknowledge = args.at(-1);
    if (typeof acknowledge === 'function') (acknowledge as () => void)();
  });
  socket.connect();
  requireHandshake(manager.engine.transport);
  manager.engine.once('handshake', ({ pingInterval, pingTimeout, maxPayload }) => {
    silenceLimitMs = pingInterval + pingTimeout;
    // Not every server tells it.
    if (maxPayload > 0) longest = maxPayload;
    plan.watch({ kind: 'handshaken' });
  });

  return {
    send(envelope) {
      if (phase !== 'open' || !socket.connected) return false;
      socket.emit(options.eventName, envelope);
      // The library buffers a packet if the heartbeat is overdue. Sent later, it would be out of order.
      if (socket.sendBuffer.length === 0) return true;
      socket.sendBuffer = [];
      lose('ping timeout');
      return false;
    },
    takes(envelope) {
      const event = { type: PacketType.EVENT, nsp: options.namespace, data: [options.eventName, envelope] };
      const [packet] = new boundedParser.Encoder().encode(event) as [string];
      // Engine.IO puts the type of its message before it.
      return 1 + Buffer.byteLength(packet) <= longest;
    },
    isStale: () => clock.now() - heardAt > silenceLimitMs,
    close() {
      if (phase === 'done') return;
      release();
      // The polling transport closes with one more request. If it hangs, it must not keep the process alive.
      clock.after(GOODBYE_MS, () => plan.agent.destroy());
    },
  };
}
