import { WINDOWS_ZONES } from '../campaign/contacts.ts';
import { isRecord, type Envelope, type JsonRecord } from '../wire/envelope.ts';

/** Ways in which the replies of an LCM may differ from the page's sample and still be meant well. */
const ROWS = {
  lowerCase: (message) => renamed(message, (name) => name.toLowerCase()),
  upperCase: (message) => renamed(message, (name) => name.toUpperCase()),
  blanks: (message) => renamed(message, (name) => ` ${name} `),
  nested: (message) =>
    isRecord(message) ? { ...message, response: { Result: message['response'] } } : message,
  unnested: (message) =>
    isRecord(message) && isRecord(message['response']) ? without(message, 'response') : message,
  loneObject: (message) => mapped(message, (value) => (isRows(value) ? value[0] : value)),
  inArray: (message) =>
    isRecord(message) && isRecord(message['response'])
      ? { ...message, response: [message['response']] }
      : message,
  numbersAsText: (message) => mapped(message, (value) => (typeof value === 'number' ? String(value) : value)),
  textAsNumbers: (message) => mapped(message, (value) => (isNumeral(value) ? Number(value) : value)),
  flagsAsText: (message) => mapped(message, (value) => (typeof value === 'boolean' ? String(value) : value)),
  emptyLeftOut: (message) => leftOut(message),
  more: (message) =>
    mapped(message, (value) => (isRecord(value) ? { ...value, Unheard: { of: [1] } } : value)),
  hostile: (message) =>
    mapped(message, (value) => (isRecord(value) ? { ...hostileMembers(), ...value } : value)),
  windowsIds: (message) => mapped(message, (value) => zoneAs('id', value)),
  windowsNames: (message) => mapped(message, (value) => zoneAs('display', value)),
  ianaZones: (message) => mapped(message, (value) => zoneAs('iana', value)),
} satisfies Record<string, (message: unknown) => unknown>;

export type Quirk = keyof typeof ROWS;
export const QUIRKS = Object.keys(ROWS) as [Quirk, ...Quirk[]];

export function withQuirk(reply: Envelope, quirk: Quirk): Envelope {
  const { message } = reply;
  return message === undefined ? reply : { ...reply, message: ROWS[quirk](message) };
}

/** Changes every value, the innermost first. */
function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return change(value.map((each) => mapped(each, change)));
  if (!isRecord(value)) return change(value);
  return change(
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each, change)])),
  );
}

function renamed(message: unknown, rename: (name: string) => string): unknown {
  return mapped(message, (value) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [rename(name), each]))
      : value,
  );
}

function without(message: JsonRecord, name: string): unknown {
  const { [name]: inner, ...others } = message;
  return isRecord(inner) ? { ...others, ...inner } : message;
}

function leftOut(message: unknown): unknown {
  return mapped(message, (value) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null && each !== ''))
      : value,
  );
}

/** Names and texts that break a careless reader: members of every object's prototype, a lone surrogate, a NUL. */
function hostileMembers(): JsonRecord {
  const members = { constructor: 'x', toString: null, hasOwnProperty: 1, lone: '\ud800', nul: '\u0000' };
  return JSON.parse(`{"__proto__":{"success":false},${JSON.stringify(members).slice(1)}`) as JsonRecord;
}

function isRows(value: unknown): value is JsonRecord[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

function isNumeral(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d{1,9}(\.\d+)?$/.test(value);
}

function zoneAs(form: 'iana' | 'id' | 'display', value: unknown): unknown {
  for (const [iana, zone] of Object.entries(WINDOWS_ZONES)) {
    const names = { iana, id: zone.id, display: zone.display };
    if (Object.values(names).some((name) => name === value)) return names[form];
  }
  return value;
}
