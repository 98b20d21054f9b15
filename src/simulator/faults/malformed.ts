import { isRecord, type Envelope } from '../wire/envelope.ts';

export const MALFORMED_KINDS = [
  'array',
  'null',
  'noMessage',
  'wrongTypes',
  'successAsText',
  'deep',
  'binary',
  'truncated',
] as const;
export type MalformedKind = (typeof MALFORMED_KINDS)[number];

/** Levels of the nested reply: about as many as Socket.IO's recursion can send. */
const DEPTH = 1_500;

/** Returns the malformed message that is sent instead of `reply`. */
export function malform(reply: Envelope, kind: MalformedKind): unknown {
  const { message, ...head } = reply;
  switch (kind) {
    case 'array':
      return [reply];
    case 'null':
      return null;
    case 'noMessage':
      return head;
    case 'wrongTypes':
      return { ...head, message: { callid: { id: 12345 }, response: 'true' } };
    case 'successAsText':
      return { ...head, message: { ...(isRecord(message) ? message : {}), response: { success: 'true' } } };
    case 'deep':
      return { ...head, message: nest() };
    case 'binary':
      return { ...head, message: Buffer.from(JSON.stringify(message)) };
    case 'truncated':
      return JSON.stringify(reply).slice(0, -12);
  }
}

function nest(): unknown {
  let value: unknown = { success: true };
  for (let level = 0; level < DEPTH; level++) value = { response: value };
  return value;
}
