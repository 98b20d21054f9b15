import { ERROR_PLACES } from './service/answers.ts';
import { createBus } from './bus/bus.ts';
import { createCalls } from './calls/calls.ts';
import { DEFAULT_ZONE, createCatalogue } from './campaign/catalogue.ts';
import { createContactData } from './campaign/contact-data.ts';
import { handleControl } from './control/control.ts';
import { createFaults, kindOf, parseFaults } from './faults/faults.ts';
import { ODD_EVENTS } from './faults/odd-events.ts';
import { createReplay } from './replay/replay.ts';
import { createForeignTraffic } from './faults/foreign-traffic.ts';
import { callIdOf, createLedger, type WritableLedger } from './service/ledger.ts';
import { createListener } from './bus/listener.ts';
import { createOutage } from './faults/outage.ts';
import { agentStateEvent } from './softphones/agent-state.ts';
import { DEFAULT_EVENT_FORM } from './softphones/call.ts';
import { createService, SET_AGENT_STATE_FAILED } from './service/service.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';

export type { Simulator, SimulatorOptions };

/**
 * Starts a simulated LCM.
 * @throws Error if an option is invalid or the port is taken
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', random = Math.random, errorPlace = ERROR_PLACES[0] } = options;
  const listener = createListener({ host, port: options.port ?? 0, tls: options.tls ?? null });
  const faults = createFaults(random);
  const ledger = (options.ledger as WritableLedger | undefined) ?? createLedger(options.ledgerLimit);
  const onConnection = new Set<() => void>();
  // Must come before the bus: Socket.IO passes other requests only to listeners that were there before it.
  listener.server.on('request', (request, response) => {
    void handleControl(simulator, request, response);
  });
  const bus = createBus(listener.server, {
    path: options.path ?? '/socket.io',
    namespace: options.namespace ?? '/',
    event: options.event ?? 'message',
    token: options.token ?? null,
    shared: options.shared ?? true,
    onConnect: (connection) => {
      if (options.agentState !== undefined) connection.tell(agentStateEvent(options.agentState));
      replay.playTo(connection);
      for (const connected of [...onConnection]) connected();
    },
    onMessage: (message, connection) => service.receive(message, connection),
  });
  const replay = createReplay(options.replay ?? [], options.replaySpeed ?? 1);
  const calls = createCalls({
    softphone: options.softphone ?? 'amazon',
    form: options.form ?? DEFAULT_EVENT_FORM,
    now: options.now ?? Date.now,
    broadcast: bus.broadcast,
    oddEvent() {
      const odd = faults.strike('oddEvents', null);
      return odd === null ? null : kindOf(odd.kind, ODD_EVENTS, random());
    },
  });
  const contacts = createContactData(calls.find, options.campaignZone ?? DEFAULT_ZONE, options);
  const listed = new Set(options.calls);
  const service = createService({
    ledger,
    faults,
    knowledge: { catalogue: createCatalogue(options), contacts, ledger, callsOn: calls.on },
    errorPlace,
    knowsCall: (callid) =>
      options.knownCallsOnly !== true || listed.has(callid) || calls.find(callid) !== undefined,
    endAfterCallWork: () =>
      calls.leaveAfterCallWork(contacts.requiresDisposition) ? null : SET_AGENT_STATE_FAILED,
    announceOutcomes: options.announceOutcomes ?? true,
    random,
    send: bus.reply,
    broadcast: bus.broadcast,
  });

  const stopCounting = ledger.onSettled(({ applied, sets, data }) => {
    if (applied && sets === 'outcome') calls.wrapUp(callIdOf(data));
  });
  const foreignTraffic = createForeignTraffic(bus.broadcast);
  const outage = createOutage(listener, bus);
  faults.onChange((settings) => {
    foreignTraffic.every(settings.foreignTraffic?.everyMs ?? null);
    if (settings.refuseConnections !== null)
      outage.begin(settings.refuseConnections.ms, settings.refuseConnections.how);
  });

  const simulator: Simulator = {
    get url() {
      return `${options.tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listener.port()}`;
    },
    get port() {
      return listener.port();
    },
    ledger,
    faults,
    ring: (call) => calls.ring(call),
    tellAgentState: (state) => bus.broadcast(agentStateEvent(state)),
    broadcast: bus.broadcast,
    connections: bus.connections,
    onConnection(connected) {
      onConnection.add(connected);
      return () => onConnection.delete(connected);
    },
    openCalls: () => calls.open(),
    disconnectAll: bus.cutAll,
    ignored: () => service.ignored(),
    reset() {
      ledger.clear();
      faults.clear();
      calls.clear();
      contacts.clear();
    },
    async close() {
      outage.stop();
      replay.stop();
      foreignTraffic.every(null);
      stopCounting();
      service.stop();
      calls.clear();
      bus.close();
      await listener.shut();
    },
  };

  // Check the faults before opening the port, so that an invalid fault leaves nothing open.
  const initial = parseFaults(options.faults ?? {});
  await listener.open();
  faults.set(initial);
  return simulator;
}
