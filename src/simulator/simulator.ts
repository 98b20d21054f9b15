import type { ErrorPlace } from './service/answers.ts';
import type { SimulatedCall } from './wire/bus-events.ts';
import type { CatalogueOptions } from './campaign/catalogue.ts';
import type { FaultInput, Faults } from './faults/faults.ts';
import type { Ledger } from './service/ledger.ts';

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
  /** Calls `listener` when a client has connected, until the returned function is called. */
  onConnection(listener: () => void): () => void;
  /** How many calls rang and have no outcome yet. */
  openCalls(): number;
  /** Cuts every link; clients may come back at once. */
  disconnectAll(): void;
  /** Messages received that were no request to LCM. */
  ignored(): number;
  /** Clears ledger, faults and calls; clients stay connected. */
  reset(): void;
  /** Stops at once, as a service that is killed: what was under way is lost, the ledger can be read on. */
  close(): Promise<void>;
}
