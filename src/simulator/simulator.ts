import type { ErrorPlace } from './service/answers.ts';
import type { ContactDataOptions } from './campaign/contact-data.ts';
import type { CatalogueOptions } from './campaign/catalogue.ts';
import type { FaultInput, Faults } from './faults/faults.ts';
import type { RecordedMessage } from './replay/recording.ts';
import type { Ledger } from './service/ledger.ts';
import type { AgentState } from './softphones/agent-state.ts';
import type { EventForm, SimulatedCall, SoftphoneName } from './softphones/call.ts';

export interface SimulatorOptions extends CatalogueOptions, ContactDataOptions {
  /** Address to listen on; 127.0.0.1 if left out. */
  host?: string;
  /** Any free port if left out. To restart a closed simulator, pass its port. */
  port?: number;
  /** PEM texts; if given, the simulator speaks only TLS. */
  tls?: { key: string; cert: string };
  /** Socket.IO's path, its namespace, and the event that carries envelopes in both directions. */
  path?: string;
  namespace?: string;
  event?: string;
  /** If set, a handshake with another `auth.token` is refused, with the reason. */
  token?: string;
  /** True (default): every client hears all requests and replies, as on LCM's bus. False: only its own replies. */
  shared?: boolean;
  /** Accept only the callids in `calls` and those of calls that rang. */
  knownCallsOnly?: boolean;
  calls?: readonly string[];
  errorPlace?: ErrorPlace;
  /** Whether `OutcomeSetForCall` is broadcast after each applied set. */
  announceOutcomes?: boolean;
  /** The softphone behind the bus; amazon if left out. A call may have another. */
  softphone?: SoftphoneName;
  /** How call events are written; `DEFAULT_EVENT_FORM` if left out. A call may have another. */
  form?: EventForm;
  /** An event that each client hears when it connects: who is signed in. */
  agentState?: AgentState;
  /** A recorded bus, which is played to each client from its start, and how many times faster than recorded. */
  replay?: readonly RecordedMessage[];
  replaySpeed?: number;
  /** Faults that are active from the start. */
  faults?: FaultInput;
  /** How many ledger entries are kept (default 100,000); `Infinity` keeps all. */
  ledgerLimit?: number;
  /** The ledger of a closed simulator, to continue it. */
  ledger?: Ledger;
  /** A number in [0, 1), for faults with a probability; `Math.random` if left out. */
  random?: () => number;
}

export interface Simulator {
  /** The address clients connect to, such as http://127.0.0.1:40123. */
  readonly url: string;
  readonly port: number;
  readonly ledger: Ledger;
  readonly faults: Faults;
  /**
   * Places a call on the bus, which then tells its story; fields that are left out get a default.
   *
   * @throws Error if the vendor documents no such call of the softphone
   */
  ring(call?: Partial<SimulatedCall>): SimulatedCall;
  tellAgentState(state: AgentState): void;
  /** Sends any message to all clients, as another app on the bus would. */
  broadcast(message: unknown): void;
  /** How many clients are connected. */
  connections(): number;
  /** Calls `listener` each time a client connects. The returned function ends that. */
  onConnection(listener: () => void): () => void;
  /** How many calls rang and have no outcome yet. */
  openCalls(): number;
  /** Cuts every link. Clients may reconnect at once. */
  disconnectAll(): void;
  /** How many received messages were not a request to LCM. */
  ignored(): number;
  /** Clears the ledger, the faults and the calls. Clients stay connected. */
  reset(): void;
  /** Stops at once, like a killed service: requests in progress are lost. The ledger stays readable. */
  close(): Promise<void>;
}
