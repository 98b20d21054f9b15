import { BoundedMap } from '#main/base/bounded-map.ts';
import { answeredCall, requestedCall, type Envelope } from '#shared/lcm/envelope.ts';
import { readField, readId, type JsonObject } from '#shared/lcm/json.ts';

/**
 * The call ids of our requests, as they were sent. LCM's answers may write them in another case, as databases do with
 * GUIDs: then no answer would be known as ours, and a set would be sent for ever.
 */
export interface SentCallIds {
  /** A request with this data is sent. */
  note(data: JsonObject): void;
  /** A reply or a request of the API, with the call id that it names as we wrote it. Everything else as it is. */
  asSent(envelope: Envelope): Envelope;
}

/** More call ids than an agent has in days. */
const MOST = 5_000;

export function createSentCallIds(): SentCallIds {
  /** By folded id; null if we sent it in two ways, because then the case counts. */
  const sent = new BoundedMap<string, string | null>(MOST);

  function named(part: unknown): unknown {
    const callId = readId(readField(part, 'callid'));
    const own = callId === null ? null : (sent.get(callId.toLowerCase()) ?? null);
    return own === null || own === callId ? part : { ...(part as object), callid: own };
  }

  /** LCM's answers name the call in the message, and some in the response in it. */
  function bodyNamed(body: unknown): unknown {
    const response = readField(body, 'response');
    const own = named(response);
    return named(own === response ? body : { ...(body as object), response: own });
  }

  return {
    note(data) {
      const callId = readId(data['callid']);
      if (callId === null) return;
      const folded = callId.toLowerCase();
      const known = sent.get(folded);
      sent.set(folded, known === undefined || known === callId ? callId : null);
    },
    asSent(envelope) {
      if (answeredCall(envelope) === null && requestedCall(envelope) === null) return envelope;
      return { ...envelope, message: bodyNamed(envelope.message), data: bodyNamed(envelope.data) };
    },
  };
}
