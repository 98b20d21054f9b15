import type { Connection } from '../bus/bus.ts';
import {
  EMPTY_CALL_ID,
  agentStateError,
  answer,
  refusal,
  unknownCallId,
  wsError,
  type ErrorPlace,
  type Knowledge,
  type WsError,
} from './answers.ts';
import { kindOf, type ActiveFaults } from '../faults/faults.ts';
import type { LedgerEntry, WritableLedger } from './ledger.ts';
import { MALFORMED_KINDS, malform } from '../faults/malformed.ts';
import { QUIRKS, withQuirk } from '../faults/quirks.ts';
import { findDeviation } from '../wire/deviation.ts';
import { recogniseRequest, type RequestSpec } from '../wire/requests.ts';
import { CHANNEL, TOPIC, isRecord, type Envelope, type JsonRecord } from '../wire/envelope.ts';

/** The message of page clear-acw-call's error. */
export const SET_AGENT_STATE_FAILED = 'Set agent state failed.';

export interface ServiceParts {
  readonly ledger: WritableLedger;
  readonly faults: ActiveFaults;
  readonly knowledge: Knowledge;
  readonly errorPlace: ErrorPlace;
  /** Whether LCM knows the callid. If not, sets and page 004 are answered with a `WS_Error`. */
  knowsCall(callid: string): boolean;
  /** Ends the after-call work of the agent on the bus. @returns why it does not, or null */
  readonly endAfterCallWork: () => string | null;
  readonly announceOutcomes: boolean;
  /** A number in [0, 1). */
  random(): number;
  /** Sends a reply. `connection` sent the request; the bus decides whether others hear the reply too. */
  send(message: unknown, connection: Connection): void;
  broadcast(envelope: Envelope): void;
}

export interface Service {
  /** Handles any message from the bus. No message makes it throw. */
  receive(message: unknown, connection: Connection): void;
  /** How many messages were not a request: events, replies, other apps' channels, nonsense. */
  ignored(): number;
  /** Drops everything in progress: waiting requests are lost, late replies are never sent. */
  stop(): void;
}

interface Request {
  readonly spec: RequestSpec;
  readonly data: JsonRecord;
  /** How the request differs from the page's sample, or null. */
  readonly deviation: string | null;
  readonly entry: LedgerEntry | null;
  readonly connection: Connection;
}

/** How exact a timer is, in milliseconds. */
const TIMER = 1;

/** Handles requests as LCM does: records, checks, applies and answers them, with the faults that are set. */
export function createService(parts: ServiceParts): Service {
  const { ledger, faults, knowledge } = parts;
  const timers = new Set<NodeJS.Timeout>();
  let ignored = 0;
  /** Requests delayed by latency, in the order of arrival. None overtakes another, even with a shorter delay. */
  let waiting: { readonly due: number; readonly request: Request }[] = [];

  function after(delay: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delay);
    timers.add(timer);
  }

  function receive(message: unknown, connection: Connection): void {
    const spec = isRecord(message) ? recogniseRequest(message) : null;
    if (spec === null || !isRecord(message) || faults.isQuiet(spec.subtopic)) {
      ignored += 1;
      return;
    }
    const { subtopic, data, source } = message;
    const arrival = { subtopic: String(subtopic), data, source, connection: connection.id };
    const entry = spec.sets === null ? null : ledger.receive({ ...arrival, sets: spec.sets });
    const deviation = findDeviation(message, spec);
    const request = { spec, data: isRecord(data) ? data : {}, deviation, entry, connection };

    const latency = faults.latencyMs(spec.subtopic);
    if (latency === 0 && waiting.length === 0) {
      process(request);
      return;
    }
    waiting.push({ due: performance.now() + latency, request });
    if (waiting.length === 1) wakeForNext();
  }

  function wakeForNext(): void {
    const [first] = waiting;
    if (first === undefined) return;
    after(Math.max(0, first.due - performance.now()), () => {
      // One timer for all that are due together: a timer takes a millisecond at least, so one each would add up.
      const due = performance.now() + TIMER;
      const later = waiting.findIndex((each) => each.due > due);
      for (const { request } of waiting.splice(0, later === -1 ? waiting.length : Math.max(later, 1)))
        process(request);
      wakeForNext();
    });
  }

  function process(request: Request): void {
    const { spec, entry, connection } = request;
    const before = faults.strike('disconnectBefore', spec.subtopic);
    if (before !== null) {
      if (entry !== null) ledger.settle(entry, { kind: 'lost' });
      connection.end(before.by);
      return;
    }
    const { reply, reason } = judge(request);
    if (entry !== null) {
      ledger.settle(entry, reason === null ? { kind: 'applied' } : { kind: 'refused', reason });
    }
    const cut = faults.strike('disconnectAfter', spec.subtopic);
    if (cut !== null) connection.end(cut.by);
    const isOutcome = spec.sets === 'outcome' || spec.sets === 'doNotCall';
    if (entry?.applied === true && isOutcome && parts.announceOutcomes) {
      parts.broadcast(outcomeSetForCall(String(request.data['AccountNumber'])));
    }
    if (cut === null) deliver(reply, request);
  }

  /** Decides the reply, if there is one, and the reason if the request is refused. */
  function judge({ spec, data, deviation }: Request): { reply: Envelope | null; reason: string | null } {
    const ofAgent = spec.sets === 'agentState';
    const no = (msg: string | null) => ({
      reply: ofAgent
        ? agentStateError(spec, msg ?? SET_AGENT_STATE_FAILED, parts.errorPlace)
        : refusal(spec, data, msg),
      reason: msg ?? 'refused without a msg',
    });
    const error = (cause: WsError) =>
      ofAgent
        ? no(cause.msg)
        : {
            reply: wsError(spec, data, cause, parts.errorPlace),
            reason: `WS_Error: ${cause.errorMessage}`,
          };
    const { callid } = data;
    if (spec.checksCallId && callid === '') return error(EMPTY_CALL_ID);
    if (deviation !== null) return no(deviation);
    if (spec.checksCallId && !parts.knowsCall(String(callid))) return error(unknownCallId(String(callid)));
    const refused = faults.strike('refuse', spec.subtopic);
    if (refused !== null) return no(refused.msg);
    const failed = faults.strike('wsError', spec.subtopic);
    if (failed !== null) return error(failed);
    if (spec.sets === 'fields') {
      const key = String(data['AccountNumber']);
      const problem = knowledge.contacts.setFields(String(callid), key, data['businessField']);
      if (problem !== null) return no(problem);
    }
    if (ofAgent) {
      const problem = parts.endAfterCallWork();
      return problem === null ? { reply: null, reason: null } : no(problem);
    }
    return { reply: answer(spec, data, knowledge), reason: null };
  }

  function deliver(reply: Envelope | null, { spec, connection }: Request): void {
    if (reply === null || faults.strike('dropReply', spec.subtopic) !== null) return;
    const malformed = faults.strike('malformedReply', spec.subtopic);
    const quirk = faults.strike('quirk', spec.subtopic);
    const odd = quirk === null ? reply : withQuirk(reply, kindOf(quirk.kind, QUIRKS, parts.random()));
    const message =
      malformed === null ? odd : malform(odd, kindOf(malformed.kind, MALFORMED_KINDS, parts.random()));
    const copies = faults.strike('duplicateReply', spec.subtopic) === null ? 1 : 2;
    const send = (): void => {
      for (let copy = 0; copy < copies; copy++) parts.send(message, connection);
    };
    const late = faults.strike('lateReply', spec.subtopic);
    if (late === null) send();
    else after(late.afterMs, send);
  }

  return {
    receive,
    ignored: () => ignored,
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      for (const { request } of waiting) {
        if (request.entry !== null) ledger.settle(request.entry, { kind: 'lost' });
      }
      waiting = [];
    },
  };
}

/** The event `OutcomeSetForCall`. Its message is the LCM key and nothing else. */
function outcomeSetForCall(lcmKey: string): Envelope {
  return { channel: CHANNEL, topic: TOPIC, subtopic: 'OutcomeSetForCall', message: lcmKey };
}
