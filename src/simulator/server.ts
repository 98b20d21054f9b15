import { ERROR_PLACES, type ErrorPlace } from './answers.ts';
import { createBus } from './bus.ts';
import type { SimulatedCall } from './bus-events.ts';
import { createCalls } from './calls.ts';
import { createCatalogue, type CatalogueOptions } from './catalogue.ts';
import { createFaults, type FaultInput, type Faults } from './faults.ts';
import { createLedger, type Ledger, type WritableLedger } from './ledger.ts';
import { createListener } from './listener.ts';
import { createService } from './service.ts';

export interface SimulatorOptions extends CatalogueOptions {
  /** 127.0.0.1 where left out. */
  host?: string;
  /** Any free port where left out. Give the port of a closed simulator to start it again. */
  port?: number;
  tls?: { key: string; cert: string };
  /** Socket.IO's path, namespace and the event that carries envelopes both ways. */
  path?: string;
  namespace?: string;
  event?: string;
  /** A handshake whose `auth.token` is another is refused, with the reason. */
  token?: string;
  /** Replies and requests reach every client, as on LCM's bus. Off: each client hears its own replies only. */
  shared?: boolean;
  /** Only callids of `calls`, and of calls that rang, are taken. */
  knownCallsOnly?: boolean;
  calls?: readonly string[];
  errorPlace?: ErrorPlace;
  /** Whether `OutcomeSetForCall` follows every set that was applied. */
  announceOutcomes?: boolean;
  /** What goes wrong from the start. */
  faults?: FaultInput;
  /** How many ledger entries are kept (100,000); `Infinity` keeps all. */
  ledgerLimit?: number;
  /** The ledger of a simulator that was closed, to go on with it. */
  ledger?: Ledger;
  /** A number in [0, 1), for faults by probability; `Math.random` where left out. */
  random?: () => number;
}

/** A running LCM. */
export interface Simulator {
  /** Where clients connect, such as http://127.0.0.1:40123. */
  readonly url: string;
  readonly port: number;
  readonly ledger: Ledger;
  readonly faults: Faults;
  ring(call?: Partial<SimulatedCall>): SimulatedCall;
  /** Puts anything on the bus, as another app would. */
  broadcast(message: unknown): void;
  /** How many clients are connected. */
  connections(): number;
  /** Cuts every link; clients may come back at once. */
  disconnectAll(): void;
  /** Messages received that were no request to LCM. */
  ignored(): number;
  /** Clears ledger, faults and calls; clients stay connected. */
  reset(): void;
  /** Stops at once, as a service that is killed: what was under way is lost, the ledger can be read on. */
  close(): Promise<void>;
}

/**
 * Starts an LCM.
 * @throws Error where an option makes no sense or the port is taken
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', random = Math.random, errorPlace = ERROR_PLACES[0] } = options;
  const listener = createListener({ host, port: options.port ?? 0, tls: options.tls ?? null });
  const faults = createFaults(random);
  const ledger = (options.ledger as WritableLedger | undefined) ?? createLedger(options.ledgerLimit);
  const bus = createBus(listener.server, {
    path: options.path ?? '/socket.io',
    namespace: options.namespace ?? '/',
    event: options.event ?? 'message',
    token: options.token ?? null,
    shared: options.shared ?? true,
    onMessage: (message, connection) => {
      service.receive(message, connection);
    },
  });
  const calls = createCalls(bus.broadcast);
  const listed = new Set(options.calls);
  const service = createService({
    ledger,
    faults,
    catalogue: createCatalogue(options),
    errorPlace,
    knowsCall: (callid) => options.knownCallsOnly !== true || listed.has(callid) || calls.knows(callid),
    announceOutcomes: options.announceOutcomes ?? true,
    random,
    send: bus.reply,
    broadcast: bus.broadcast,
  });

  await listener.open();
  faults.set(options.faults ?? {});

  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${listener.port()}`,
    port: listener.port(),
    ledger,
    faults,
    ring: (call) => calls.ring(call),
    broadcast: bus.broadcast,
    connections: bus.connections,
    disconnectAll: bus.cutAll,
    ignored: () => service.ignored(),
    reset() {
      ledger.clear();
      faults.clear();
      calls.clear();
    },
    async close() {
      service.stop();
      calls.clear();
      bus.close();
      await listener.shut();
    },
  };
}
