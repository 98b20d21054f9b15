import { isJsonObject, foldName, readField, sameName, type JsonObject } from './json.ts';
import { LCM_CHANNEL, LCM_TOPIC, QUESTION_CALLS, REPLY_SUBTOPICS, SET_CALLS } from './names.ts';
import type { LcmCallName, QuestionCallName, SetCallName } from './names.ts';

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
    return readFields(raw);
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
  return {
    ok: true,
    envelope: {
      channel,
      topic,
      subtopic,
      source: readName(raw, 'source'),
      data: readField(raw, 'data'),
      message: readField(raw, 'message'),
    },
  };
}

/** The longest channel, topic, subtopic or source that is read. LCM's are shorter. */
const NAME_LIMIT = 256;

function readName(raw: Record<string, unknown>, field: string): string | null {
  const value = readField(raw, field);
  if (typeof value !== 'string' || value.length > NAME_LIMIT) return null;
  const name = value.trim();
  return name === '' ? null : name;
}

/** What kind of message an envelope is for an LCM application, judged only by its names. */
export type EnvelopeRole =
  /** The reply to a set call. */
  | { readonly kind: 'setReply'; readonly call: SetCallName }
  /** The reply to a list call. Pages 003 and 004 share its subtopic. */
  | { readonly kind: 'listReply' }
  /** Another channel, an unknown subtopic, an event, or a request. */
  | { readonly kind: 'other' };

const setCallByReply: ReadonlyMap<string, SetCallName> = new Map(
  SET_CALLS.map((call) => [foldName(REPLY_SUBTOPICS[call]), call]),
);

export function envelopeRole(envelope: Envelope): EnvelopeRole {
  if (!isLcm(envelope)) return { kind: 'other' };
  if (isReplyTo(envelope, 'GetBusinessOutCome')) return { kind: 'listReply' };
  const call = setCallByReply.get(foldName(envelope.subtopic));
  return call === undefined ? { kind: 'other' } : { kind: 'setReply', call };
}

/** A question about a call, or the reply to one, from any sender. */
export interface QuestionRole {
  readonly kind: 'asked' | 'answered';
  readonly call: QuestionCallName;
}

const questionRoles: ReadonlyMap<string, QuestionRole> = new Map(
  QUESTION_CALLS.flatMap((call): [string, QuestionRole][] => [
    [foldName(call), { kind: 'asked', call }],
    [foldName(REPLY_SUBTOPICS[call]), { kind: 'answered', call }],
  ]),
);

/** Null for any other envelope. */
export function questionRole(envelope: Envelope): QuestionRole | null {
  return isLcm(envelope) ? (questionRoles.get(foldName(envelope.subtopic)) ?? null) : null;
}

const callByRequest: ReadonlyMap<string, LcmCallName> = new Map(
  (Object.keys(REPLY_SUBTOPICS) as LcmCallName[]).map((call) => [foldName(call), call]),
);

/** The call that an envelope requests, from any sender; null if it requests none that Afterword uses. */
export function requestedCall(envelope: Envelope): LcmCallName | null {
  return isLcm(envelope) ? (callByRequest.get(foldName(envelope.subtopic)) ?? null) : null;
}

/** Whether an envelope is a reply to that call, whoever asked. */
export function isReplyTo(envelope: Envelope, call: LcmCallName): boolean {
  return isLcm(envelope) && sameName(envelope.subtopic, REPLY_SUBTOPICS[call]);
}

function isLcm({ channel, topic }: Envelope): boolean {
  return sameName(channel, LCM_CHANNEL) && sameName(topic, LCM_TOPIC);
}
