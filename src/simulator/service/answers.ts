import type { Catalogue } from '../campaign/catalogue.ts';
import type { RequestSpec } from '../wire/requests.ts';
import { CHANNEL, TOPIC, type Envelope, type JsonRecord } from '../wire/envelope.ts';

/** Where a reply holds a `WS_Error`. The pages show no sample of it, so a client must accept all three places. */
export const ERROR_PLACES = ['message.response', 'message', 'data'] as const;
export type ErrorPlace = (typeof ERROR_PLACES)[number];

/** An error as in the pages' table: `errorMessage` is the column "Actual Error", `msg` the column "Message". */
export interface WsError {
  readonly errorMessage: string;
  readonly msg: string;
}

/** From the table of possible error cases on pages 000, 001, 002 and 004. */
export const EMPTY_CALL_ID: WsError = { errorMessage: 'Callid is empty', msg: 'Invalid Call ID.' };
export function unknownCallId(callid: string): WsError {
  return { errorMessage: `Invalid Call ID:${callid}`, msg: 'Invalid Call ID.' };
}

/** The reply to a valid request, with its fields in the order of the page's sample. */
export function answer(spec: RequestSpec, data: JsonRecord, catalogue: Catalogue): Envelope {
  return reply(spec, data, spec.sets ? { success: true } : requestedData(spec, data, catalogue));
}

function requestedData(spec: RequestSpec, data: JsonRecord, catalogue: Catalogue): unknown {
  switch (spec.subtopic) {
    case 'GetBusinessOutCome':
      return catalogue.campaign;
    case 'GetOutcomeByOutcomegroup':
      return catalogue.group(String(data['type']));
    case 'GetCampaignTimeZone':
      return catalogue.time();
    default:
      return catalogue.telephony;
  }
}

/** A refusal by LCM. `msg` is placed as in the failing sample of a related page; null leaves it out. */
export function refusal(spec: RequestSpec, data: JsonRecord, msg: string | null): Envelope {
  return reply(spec, data, msg === null ? { success: false } : { success: false, msg });
}

export function wsError(spec: RequestSpec, data: JsonRecord, error: WsError, place: ErrorPlace): Envelope {
  const body = { errorType: 'WS_Error', errorMessage: error.errorMessage, msg: error.msg };
  if (place === 'message.response') return reply(spec, data, body);
  const message = { ...callId(spec, data), ...body };
  const head = { channel: CHANNEL, topic: TOPIC, subtopic: spec.replySubtopic };
  return place === 'data' ? { ...head, data: message } : { ...head, message };
}

function reply(spec: RequestSpec, data: JsonRecord, response: unknown): Envelope {
  const message = { ...callId(spec, data), response };
  return { channel: CHANNEL, topic: TOPIC, subtopic: spec.replySubtopic, message };
}

function callId(spec: RequestSpec, data: JsonRecord): { callid?: unknown } {
  return spec.replyHasCallId ? { callid: data['callid'] ?? '' } : {};
}
