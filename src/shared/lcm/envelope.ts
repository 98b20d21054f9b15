import { isJsonObject, foldName, jsonOf, readField, sameName, unwrapped, type JsonObject } from './json.ts';
import { isOneOf, LCM_CHANNEL, LCM_TOPIC, LIST_CALLS, REPLY_SUBTOPICS, SET_CALLS } from './names.ts';
import type { LcmCallName, SetCallName } from './names.ts';

/** A request as it is sent. The pages call `source` mandatory but leave it out of their samples. */
export interface RequestEnvelope {
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: LcmCallName;
  readonly source: string;
  readonly data?: JsonObject;
}

/**
 * Any message of the bus. Names are trimmed and keep their case. Requests carry `data`, replies and events carry
 * `message`; both are undefined if absent.
 */
export interface Envelope {
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: string;
  readonly source: string | null;
  readonly data: unknown;
  readonly message: unknown;
}

/**
 * Makes a request with the fields in the order of the pages' samples, and `source` before `data`.
 *
 * @param data left out if it is empty: some pages give their request none
 */
export function makeRequest(subtopic: LcmCallName, source: string, data: JsonObject): RequestEnvelope {
  const names = { channel: LCM_CHANNEL, topic: LCM_TOPIC, subtopic, source };
  return Object.keys(data).length === 0 ? names : { ...names, data };
}

export type EnvelopeReading = { ok: true; envelope: Envelope } | { ok: false; reason: string };

/** Reads anything that came off the bus. If it is not an envelope, `reason` says why. Never throws. */
export function readEnvelope(raw: unknown): EnvelopeReading {
  try {
    const read = jsonOf(raw);
    return readFields(Array.isArray(read) ? read : unwrapped(read, 'channel'));
  } catch {
    // Only getters and proxies can throw, and no wire carries those.
    return { ok: false, reason: 'cannot be read' };
  }
}

function readFields(raw: unknown): EnvelopeReading {
  if (!isJsonObject(raw)) return { ok: false, reason: 'is not a JSON object' };
  const channel = readName(raw, 'channel');
  if (channel === null) return { ok: false, reason: 'has no channel' };
  const topic = readName(raw, 'topic');
  if (topic === null) return { ok: false, reason: 'has no topic' };
  const subtopic = readName(raw, 'subtopic');
  if (subtopic === null) return { ok: false, reason: 'has no subtopic' };
  const isLcms = isLcm({ channel, topic });
  const [data, message] = ['data', 'message'].map((field) => readBody(raw, field, isLcms));
  const isBare = isLcms && [data, message].every((body) => typeof body !== 'object' || body === null);
  return {
    ok: true,
    envelope: {
      channel,
      topic,
      subtopic,
      source: readName(raw, 'source'),
      data,
      message: isBare && SAYING.some((field) => readField(raw, field) !== undefined) ? raw : message,
    },
  };
}

/** With these, LCM's answer lies in the envelope itself. */
const SAYING = ['response', 'success', 'errorType', 'error'];

/**
 * What the other end has written twice as JSON is a text here, and so may be the `response` in it.
 *
 * @param isLcms whether it is LCM's, which may be wrapped once more. A site names the places in the events of others.
 */
function readBody(raw: Record<string, unknown>, field: string, isLcms: boolean): unknown {
  const read = jsonOf(readField(raw, field));
  const body = isLcms ? unwrapped(read, 'response') : read;
  const response = readField(body, 'response');
  const inner = jsonOf(response);
  return inner === response ? body : { ...(body as object), response: inner };
}

/** The longest channel, topic, subtopic or source that is read. LCM's are shorter. */
const NAME_LIMIT = 256;

function readName(raw: Record<string, unknown>, field: string): string | null {
  const value = readField(raw, field);
  if (typeof value !== 'string' || value.length > NAME_LIMIT) return null;
  const name = value.trim();
  return name === '' ? null : name;
}

/** What kind of message an envelope is for an LCM application. */
export type EnvelopeRole =
  /** The reply to a set call. */
  | { readonly kind: 'setReply'; readonly call: SetCallName }
  /** The reply to a list call. Pages 003 and 004 share its subtopic. */
  | { readonly kind: 'listReply' }
  /** Another channel, an unknown subtopic, an event, or a request. */
  | { readonly kind: 'other' };

const CALLS = Object.keys(REPLY_SUBTOPICS) as LcmCallName[];
const callByRequest: ReadonlyMap<string, LcmCallName> = new Map(CALLS.map((call) => [foldName(call), call]));
const callByReply: ReadonlyMap<string, LcmCallName> = new Map(
  CALLS.map((call) => [foldName(REPLY_SUBTOPICS[call]), call]),
);

/** The call that an envelope requests, from any sender; null if it requests none that Afterword uses. */
export function requestedCall(envelope: Envelope): LcmCallName | null {
  return isLcm(envelope) ? (callByRequest.get(foldName(envelope.subtopic)) ?? null) : null;
}

/** The call that an envelope answers, whoever asked; null if none that Afterword uses. List calls share a subtopic. */
export function answeredCall(envelope: Envelope): LcmCallName | null {
  return isLcm(envelope) ? (callByReply.get(foldName(envelope.subtopic)) ?? null) : null;
}

/** @param isAnswer whether a message says what no request says: then it may also have the subtopic of its request */
export function envelopeRole(
  envelope: Envelope,
  isAnswer: (envelope: Envelope) => boolean = () => false,
): EnvelopeRole {
  const asked = requestedCall(envelope);
  const call = asked !== null && isAnswer(envelope) ? asked : answeredCall(envelope);
  if (isOneOf(LIST_CALLS, call)) return { kind: 'listReply' };
  return isOneOf(SET_CALLS, call) ? { kind: 'setReply', call } : { kind: 'other' };
}

function isLcm({ channel, topic }: Pick<Envelope, 'channel' | 'topic'>): boolean {
  return sameName(channel, LCM_CHANNEL) && sameName(topic, LCM_TOPIC);
}
