import type { LinkState } from '#shared/contract/app-state.ts';
import { readField, readId, sameName, type JsonObject } from '#shared/lcm/json.ts';
import {
  decodeListReply,
  decodeSetReply,
  isAnswer,
  NO_CALL,
  type SetReplyResult,
} from '#shared/lcm/decode.ts';
import {
  envelopeRole,
  makeRequest,
  readEnvelope,
  requestedCall,
  type Envelope,
} from '#shared/lcm/envelope.ts';
import { makeClear } from '#shared/lcm/clear-contact.ts';
import {
  isNameless,
  isOneOf,
  LIST_CALLS,
  REPLY_SUBTOPICS,
  SET_CALLS,
  type LcmCallName,
  type SetCallName,
} from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import type { DeliveryResult } from '#main/outbox/delivery/delivery.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { errorKind } from '#main/base/error-words.ts';
import { dialWhenFree } from './link/dial-when-free.ts';
import type { DialLcm, SystemNetwork } from './link/dial.ts';
import { createLink } from './link/link.ts';
import { createListLane, type ListResult } from './replies/list-lane.ts';
import { DEFAULT_POLICY, type LcmOptions, type SessionPolicy } from './link/options.ts';
import { createSentCallIds } from './replies/sent-call-ids.ts';
import { createSentRequests } from './replies/sent-requests.ts';
import { createLinkEnders } from './questions/link-enders.ts';
import { createQuestionLane, type LcmQuestion } from './questions/question-lane.ts';

export type { ListResult } from './replies/list-lane.ts';

/** An answer that came after its request was given up: after the time limit, or on a later connection. */
export interface LateReply {
  readonly call: SetCallName;
  /** `NO_CALL` if its replies name none. */
  readonly callId: string;
  readonly result: SetReplyResult;
}

export interface AcceptedSet {
  readonly call: SetCallName;
  readonly callId: string;
}

/** How many messages of each kind the session has received since it was created. */
export interface SessionCounts {
  /** Not an envelope, or with another event name. */
  readonly malformed: number;
  /** Replies that answer none of our requests: duplicates, and replies to other applications. */
  readonly unmatched: number;
  /** Answers to requests that were given up. */
  readonly late: number;
  /** Envelopes that are not replies to calls we use: events, other channels, other applications' requests. */
  readonly other: number;
}

/** Sends requests to LCM and receives its replies, over one link. It connects at once and reconnects until `close`. */
export interface LcmSession {
  state(): LinkState;
  readonly stateChanged: Signal<LinkState>;
  /** Every readable envelope that is not a reply to us: bus events and other applications' traffic. */
  readonly envelopeReceived: Signal<Envelope>;
  /** The name of each event that is not the agreed one. */
  readonly strayEvent: Signal<unknown>;
  /** Emitted once for each request, after the request itself resolved with `unknown`. */
  readonly lateReply: Signal<LateReply>;
  /** LCM has accepted a set, whoever sent it. A repeated reply is told again. */
  readonly accepted: Signal<AcceptedSet>;
  /**
   * Sends a set and waits for its reply; never rejects.
   *
   * Causes of `unknown`: `timeout` (no reply within the time limit), `link-lost`, `mixed-replies` (another application
   * set the same call, and LCM accepted one of the two and refused the other), `closed` (the session ended).
   * Causes of `unsent`: `not-connected`; `busy` (its reply could be confused with the reply to another set of the same
   * call and callid: try again later); `closed`. Data without a callid, of a call whose replies name one, is `refused`: its
   * reply could not be recognised. So is what is longer than LCM takes.
   */
  set(call: SetCallName, data: JsonObject): Promise<DeliveryResult>;
  /** Page 004: the business outcomes of the call's campaign. Never rejects. */
  listCampaignOutcomes(callId: string, lcmKey: string): Promise<ListResult>;
  /** Page 003: the outcome group for calls of that type; `callId` may be ''. Never rejects. */
  listGroupOutcomes(callId: string, type: string): Promise<ListResult>;
  /** Asks LCM a question that changes nothing; null if no readable answer came. Never rejects. */
  ask<Answer>(question: LcmQuestion<Answer>): Promise<Answer | null>;
  /**
   * Asks to end after-call work. There is no reply: an error, if one comes, is told by `envelopeReceived`.
   *
   * @returns false if it was certainly not sent
   */
  clearContact(): boolean;
  counts(): SessionCounts;
  /**
   * Tries to connect at once: after a sleep, when the network is back, or when the agent asks. If the link is up, does
   * nothing, unless LCM has been silent for longer than its heartbeat allows.
   */
  reconnectNow(cause: string): void;
  /** Connects anew, also if the link is up: what LCM knows of us has changed. */
  redial(cause: string): void;
  close(): Promise<void>;
}

export interface LcmSessionDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1), for the spread of retries; `Math.random` if left out. */
  readonly random?: () => number;
  readonly policy?: Partial<SessionPolicy>;
  /** How to reach LCM; over the network if left out. */
  readonly dial?: DialLcm;
  readonly system?: SystemNetwork;
  /** Where the options' secrets are found; only in the environment and in files if left out. */
  readonly secrets?: Secrets;
}

export function createLcmSession(options: LcmOptions, deps: LcmSessionDeps): LcmSession {
  const { clock, log, random = Math.random } = deps;
  const policy = { ...DEFAULT_POLICY, ...deps.policy };
  const timeLimitMs = options.requestTimeoutMs;
  const onError = (error: unknown): void => {
    log.error('a listener of the session failed', { error: errorKind(error) });
  };
  const envelopeReceived = createSignal<Envelope>(onError);
  const lateReply = createSignal<LateReply>(onError);
  const accepted = createSignal<AcceptedSet>(onError);
  const counts = { malformed: 0, unmatched: 0, late: 0, other: 0 };
  let closed = false;

  const dial =
    deps.dial ??
    dialWhenFree({
      options,
      clock,
      timeLimitMs: policy.connectTimeoutMs,
      system: deps.system ?? {},
      ...(deps.secrets === undefined ? {} : { secrets: deps.secrets }),
    });
  const link = createLink(options, { clock, log, random, policy, dial });
  const callIds = createSentCallIds();
  const sentRequests = createSentRequests(clock, timeLimitMs, policy.graceMs);
  const linkEnders = createLinkEnders(clock, timeLimitMs);
  const lists = createListLane({
    clock,
    timeLimitMs,
    graceMs: policy.graceMs,
    isConnected: () => link.state().status === 'connected',
    send,
  });

  const questions = createQuestionLane({
    clock,
    timeLimitMs,
    send: (call, data) => linkEnders.ask(call) && send(call, data),
  });

  link.stateChanged.on(({ status }) => {
    if (status === 'connected') linkEnders.linkUp();
  });
  link.lost.on((cause) => {
    linkEnders.linkLost();
    sentRequests.giveUp('link-lost');
    lists.giveUp(cause);
    questions.giveUp();
  });
  link.strayEvent.on(() => {
    counts.malformed += 1;
  });
  link.tooLong.on(({ characters, subtopic }) => {
    counts.malformed += 1;
    log.warn('a message was too long and is left out', { characters, subtopic });
    if (subtopic === null || sameName(subtopic, REPLY_SUBTOPICS.GetBusinessOutCome)) lists.tooLong();
  });
  link.received.on((raw) => {
    const reading = readEnvelope(raw);
    if (!reading.ok) {
      counts.malformed += 1;
      log.warn('not an envelope', { reason: reading.reason, malformed: counts.malformed });
      return;
    }
    const envelope = callIds.asSent(reading.envelope);
    if (!isForUs(envelope)) envelopeReceived.emit(envelope);
  });

  /** False if it was certainly not sent. */
  function send(call: LcmCallName, data: JsonObject): boolean {
    callIds.note(data);
    return link.send(makeRequest(call, options.source, data));
  }

  /** Returns true for an envelope that answers one of our requests, and handles it. Counts every other envelope. */
  function isForUs(envelope: Envelope): boolean {
    linkEnders.heard(envelope);
    const role = envelopeRole(envelope, isAnswer);
    if (role.kind === 'other') {
      counts.other += 1;
      overhearRequest(envelope);
      questions.hear(envelope);
      return false;
    }
    if (role.kind === 'listReply') {
      const match = lists.reply(decodeListReply(envelope));
      if (match === 'late') counts.late += 1;
      if (match === 'unmatched') counts.unmatched += 1;
      return match !== 'unmatched';
    }
    const reply = decodeSetReply(envelope, isNameless(role.call));
    const match = sentRequests.reply(role.call, reply);
    if (match.kind === 'late') {
      counts.late += 1;
      lateReply.emit({ call: role.call, callId: match.callId, result: match.result });
    }
    const callId = match.kind === 'unmatched' ? reply.callId : match.callId;
    if (callId !== null && reply.result.kind === 'delivered') accepted.emit({ call: role.call, callId });
    if (match.kind === 'unmatched') counts.unmatched += 1;
    return match.kind !== 'unmatched';
  }

  /** Other applications ask for lists and set outcomes on the same bus, and LCM's replies name only the call, not the application. */
  function overhearRequest(envelope: Envelope): void {
    const { data, source } = envelope;
    const requested = requestedCall(envelope);
    if (isOneOf(LIST_CALLS, requested)) lists.overhear(requested, data);
    if (!isOneOf(SET_CALLS, requested)) return;
    const callId = callOf(requested, data);
    if (callId !== null)
      sentRequests.overheard(requested, callId, data, sameName(source ?? '', options.source));
  }

  function set(call: SetCallName, data: JsonObject): Promise<DeliveryResult> {
    if (closed) return Promise.resolve({ kind: 'unsent', cause: 'closed' });
    const callId = callOf(call, data);
    if (callId === null) return Promise.resolve({ kind: 'refused', reason: 'no-call-id' });
    if (!link.takes(makeRequest(call, options.source, data)))
      return Promise.resolve({ kind: 'refused', reason: 'set-too-long' });
    const payload = JSON.stringify(data);
    if (sentRequests.conflicts(call, callId, payload))
      return Promise.resolve({ kind: 'unsent', cause: 'busy' });
    if (!send(call, data)) return Promise.resolve({ kind: 'unsent', cause: 'not-connected' });
    return sentRequests.opened(call, callId, payload);
  }

  return {
    state: () => link.state(),
    stateChanged: link.stateChanged,
    envelopeReceived,
    strayEvent: link.strayEvent,
    lateReply,
    accepted,
    set,
    listCampaignOutcomes: (callId, lcmKey) => lists.campaign(callId, lcmKey),
    listGroupOutcomes: (callId, type) => lists.group(callId, type),
    ask: (question) => questions.ask(question),
    clearContact: () => link.send(makeClear(options.source)),
    counts: () => ({ ...counts }),
    reconnectNow: (cause) => link.reconnectNow(cause),
    redial: (cause) => link.redial(cause),
    close() {
      closed = true;
      link.close();
      sentRequests.giveUp('closed');
      lists.giveUp('closed');
      questions.giveUp();
      return Promise.resolve();
    },
  };
}

/** The call that a set names, as its reply will; `NO_CALL` if neither names one. */
function callOf(call: SetCallName, data: unknown): string | null {
  return isNameless(call) ? NO_CALL : readId(readField(data, 'callid'));
}
