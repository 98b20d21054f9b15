import {
  EMPTY_CALL_ID,
  answer,
  refusal,
  unknownCallId,
  wsError,
  type ErrorPlace,
  type WsError,
} from './answers.ts';
import { outcomeSetForCall } from '../wire/bus-events.ts';
import type { Catalogue } from '../campaign/catalogue.ts';
import type { ActiveFaults } from '../faults/faults.ts';
import type { LedgerEntry, WritableLedger } from './ledger.ts';
import { MALFORMED_KINDS, malform } from '../faults/malformed.ts';
import { findFault, recogniseRequest, type RequestSpec } from '../wire/requests.ts';
import { isRecord, type Envelope, type JsonRecord } from '../wire/envelope.ts';

/** One client's link, as the service needs to know it. */
export interface Connection {
  readonly id: string;
  /** Ends it: by cutting the transport, or by saying goodbye first. */
  end(by: 'cut' | 'goodbye'): void;
}

export interface ServiceParts {
  readonly ledger: WritableLedger;
  readonly faults: ActiveFaults;
  readonly catalogue: Catalogue;
  readonly errorPlace: ErrorPlace;
  /** Whether a callid is one of LCM's; sets and page 004 are answered with a `WS_Error` where it is not. */
  knowsCall(callid: string): boolean;
  readonly announceOutcomes: boolean;
  /** A number in [0, 1). */
  random(): number;
  /** Sends to the bus. `connection` asked; whether others hear too is the bus's business. */
  send(message: unknown, connection: Connection): void;
  broadcast(envelope: Envelope): void;
}

export interface Service {
  /** Takes any message of the bus. Nothing it can hold throws. */
  receive(message: unknown, connection: Connection): void;
  /** Messages that were no request: events, replies, other apps' channels, nonsense. */
  ignored(): number;
  /** Forgets what is under way: requests that wait are lost, replies that are late never come. */
  stop(): void;
}

interface Request {
  readonly spec: RequestSpec;
  readonly data: JsonRecord;
  readonly fault: string | null;
  readonly entry: LedgerEntry | null;
  readonly connection: Connection;
}

/** What LCM does with a request: records, judges, applies, answers; and what goes wrong on the way. */
export function createService(parts: ServiceParts): Service {
  const { ledger, faults } = parts;
  const timers = new Set<NodeJS.Timeout>();
  let ignored = 0;
  /** Requests that latency holds back, in order of arrival: none overtakes another, whatever its own delay. */
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
    if (spec === null || !isRecord(message)) {
      ignored += 1;
      return;
    }
    const { subtopic, data, source } = message;
    const entry = spec.sets
      ? ledger.receive({ subtopic: String(subtopic), data, source, connection: connection.id })
      : null;
    const fault = findFault(message, spec);
    const request = { spec, data: isRecord(data) ? data : {}, fault, entry, connection };

    const latency = faults.latencyMs(spec.subtopic);
    if (latency === 0 && waiting.length === 0) {
      process(request);
      return;
    }
    waiting.push({ due: performance.now() + latency, request });
    if (waiting.length === 1) wakeForNext();
  }

  function wakeForNext(): void {
    const next = waiting[0];
    if (next === undefined) return;
    after(Math.max(0, next.due - performance.now()), () => {
      waiting.shift();
      process(next.request);
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
    if (entry?.applied === true && parts.announceOutcomes) {
      parts.broadcast(outcomeSetForCall(String(request.data['AccountNumber'])));
    }
    if (cut === null) deliver(reply, request);
  }

  /** The reply a request deserves, and why it is refused where it is. */
  function judge({ spec, data, fault }: Request): { reply: Envelope; reason: string | null } {
    const no = (msg: string | null) => ({
      reply: refusal(spec, data, msg),
      reason: msg ?? 'refused without a msg',
    });
    const error = (cause: WsError) => ({
      reply: wsError(spec, data, cause, parts.errorPlace),
      reason: `WS_Error: ${cause.errorMessage}`,
    });
    const { callid } = data;
    if (spec.checksCallId && callid === '') return error(EMPTY_CALL_ID);
    if (fault !== null) return no(fault);
    if (spec.checksCallId && !parts.knowsCall(String(callid))) return error(unknownCallId(String(callid)));
    const refused = faults.strike('refuse', spec.subtopic);
    if (refused !== null) return no(refused.msg);
    const failed = faults.strike('wsError', spec.subtopic);
    if (failed !== null) return error(failed);
    return { reply: answer(spec, data, parts.catalogue), reason: null };
  }

  function deliver(reply: Envelope, { spec, connection }: Request): void {
    if (faults.strike('dropReply', spec.subtopic) !== null) return;
    const malformed = faults.strike('malformedReply', spec.subtopic);
    const message = malformed === null ? reply : malform(reply, kindOf(malformed.kind));
    const copies = faults.strike('duplicateReply', spec.subtopic) === null ? 1 : 2;
    const send = (): void => {
      for (let copy = 0; copy < copies; copy++) parts.send(message, connection);
    };
    const late = faults.strike('lateReply', spec.subtopic);
    if (late === null) send();
    else after(late.afterMs, send);
  }

  function kindOf(kind: (typeof MALFORMED_KINDS)[number] | 'any'): (typeof MALFORMED_KINDS)[number] {
    if (kind !== 'any') return kind;
    return MALFORMED_KINDS[Math.floor(parts.random() * MALFORMED_KINDS.length)] ?? 'string';
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
