import type { Agent } from 'node:http';
import { Manager } from 'socket.io-client';
import type { Clock } from '#main/base/clock.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { RequestEnvelope } from '#shared/lcm/envelope.ts';
import { describeDenial, describeTransportFailure, type LinkFailure } from './link-failure.ts';
import type { LcmOptions } from './options.ts';

/** In the order in which they are tried. */
export const TRANSPORTS = ['websocket', 'polling'] as const;

/** What one connection is opened with. */
export interface ConnectionPlan {
  readonly origin: string;
  readonly transport: (typeof TRANSPORTS)[number];
  readonly agent: Agent;
  readonly options: LcmOptions;
  /** How long opening may take, handshakes included, in milliseconds. */
  readonly timeLimitMs: number;
}

/** `opened` or `failed` comes once; after `opened`, `lost` at most once. Nothing comes after `close`. */
export interface ConnectionEvents {
  opened(): void;
  failed(failure: LinkFailure): void;
  /** `cause` is the socket library's. */
  lost(cause: string): void;
  /** The arguments of every event of the bus, under whatever name. */
  event(name: unknown, args: readonly unknown[]): void;
}

export interface Connection {
  /** Hands an envelope to the transport; false where it certainly did not leave. */
  send(envelope: RequestEnvelope): boolean;
  /** Whether the server has been silent for longer than its own heartbeat allows: the other end is gone. */
  isStale(): boolean;
  close(): void;
}

/** How long a goodbye may take, in milliseconds. */
const GOODBYE_MS = 1_000;

/** Opens one connection over one transport. It is used once: a lost one is not opened again. */
export function openConnection(plan: ConnectionPlan, clock: Clock, events: ConnectionEvents): Connection {
  const { options, transport } = plan;
  const manager = new Manager(plan.origin, {
    path: options.path,
    transports: [transport],
    // The library's types are those of browsers; under Node it takes an http.Agent.
    agent: plan.agent as unknown as boolean,
    // The library writes into the headers it is given.
    extraHeaders: { ...options.headers },
    // Keeps a load balancer's cookie between polling requests, so that they reach the same server.
    withCredentials: transport === 'polling',
    autoConnect: false,
    reconnection: false,
  });
  manager.timeout(false);
  const socket = manager.socket(options.namespace, { auth: { ...options.auth } });

  let phase: 'opening' | 'open' | 'done' = 'opening';
  let heardAt = clock.now();
  let silenceLimitMs = Infinity;

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
    // `active` is false once the server itself has denied the namespace.
    fail(socket.active ? describeTransportFailure(error) : describeDenial(error, options.namespace));
  });
  socket.on('disconnect', (cause) => {
    // Before the namespace has answered, a link that closes raises no other event.
    fail({ kind: 'unreachable', reason: reason('closedWhileOpening') });
    lose(cause);
  });
  socket.onAny((name: unknown, ...args: unknown[]) => {
    if (phase === 'done') return;
    heardAt = clock.now();
    events.event(name, args);
  });
  socket.connect();
  manager.engine.once('handshake', ({ pingInterval, pingTimeout }) => {
    silenceLimitMs = pingInterval + pingTimeout;
  });

  return {
    send(envelope) {
      if (phase !== 'open' || !socket.connected) return false;
      socket.emit(options.eventName, envelope);
      // The library keeps what it does not dare to send, to send it some other time: by then it would be out of order.
      if (socket.sendBuffer.length === 0) return true;
      socket.sendBuffer = [];
      lose('ping timeout');
      return false;
    },
    isStale: () => clock.now() - heardAt > silenceLimitMs,
    close() {
      if (phase === 'done') return;
      release();
      // The goodbye of the polling transport is one more request; one that hangs must not hold the process.
      clock.after(GOODBYE_MS, () => {
        plan.agent.destroy();
      });
    },
  };
}
