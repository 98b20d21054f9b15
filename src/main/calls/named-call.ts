import { certainZone } from '#main/zones/lcm-zone.ts';
import { callReferenceSchema, type CallReference } from '#shared/contract/requests/calls.ts';
import { readId } from '#shared/lcm/json.ts';
import { cleanText } from '#shared/text/clean-text.ts';

/** A call as a bus event or a link names it. Only its identity is certain; `type` is null if none was named. */
export type NamedCall = Omit<CallReference, 'type'> & { readonly type: string | null };

/** The facts that may be cleaned or left out. */
export type CallFact = 'type' | 'contact' | 'zone';

/** What a bus event or a link says about a call, as it came: any JSON value. */
export type SaidOfCall = Readonly<Partial<Record<'callId' | 'lcmKey' | CallFact, unknown>>>;

/** Why there is no call: what is wrong with its call id or its LCM key. */
export interface IdentityFault {
  readonly field: 'callId' | 'lcmKey';
  readonly why: 'missing' | 'tooLong' | 'badCharacters';
}

/** The same for a call that is told of. Its id may also be that of an earlier call. */
export type ToldFault = IdentityFault | { readonly field: 'callId'; readonly why: 'taken' };

export type CallReading<LcmKey extends string | null = string> =
  /** `amended` names the facts that were cleaned, shortened or left out. */
  | {
      readonly ok: true;
      readonly call: Omit<NamedCall, 'lcmKey'> & { readonly lcmKey: LcmKey };
      readonly amended: readonly CallFact[];
    }
  | { readonly ok: false; readonly fault: IdentityFault };

/** In UTF-16 units. */
const ID_LIMIT = 256;
/** A longer contact is shortened. In UTF-16 units. */
const CONTACT_LIMIT = 120;
/** Zones and call types are shorter. In UTF-16 units. */
const NAME_LIMIT = 64;

/** No id has such characters: with them, two ids that look the same would differ. */
const BAD_IN_IDS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Softphones add words to these types, as in `Outbound Preview`. */
const KNOWN_TYPES = ['OUTBOUND', 'MANUAL', 'INBOUND'];

/**
 * Reads a call that a bus event or a link names. Its identity, the call id and the LCM key, is taken exactly as it is
 * or not at all. Everything else is only a help: it is cleaned, shortened or left out, and the call is there.
 */
export function readNamedCall(said: SaidOfCall): CallReading {
  const reading = readHeardCall(said);
  if (!reading.ok) return reading;
  const { call, amended } = reading;
  const { lcmKey } = call;
  return lcmKey === null
    ? { ok: false, fault: { field: 'lcmKey', why: 'missing' } }
    : { ok: true, call: { ...call, lcmKey }, amended };
}

/** The same for an event about a call, which may leave the LCM key out: the call may be known already. */
export function readHeardCall(said: SaidOfCall): CallReading<string | null> {
  const callId = readIdentity('callId', said.callId);
  if (typeof callId !== 'string') return { ok: false, fault: callId };
  const lcmKey = readIdentity('lcmKey', said.lcmKey);
  if (typeof lcmKey !== 'string' && lcmKey.why !== 'missing') return { ok: false, fault: lcmKey };
  const facts = {
    type: readType(said.type),
    contact: cleanText(said.contact, CONTACT_LIMIT),
    zone: readZone(said.zone),
  };
  const amended = (Object.keys(facts) as CallFact[]).filter((fact) =>
    isAmended(fact, said[fact], facts[fact]),
  );
  return {
    ok: true,
    call: { callId, lcmKey: typeof lcmKey === 'string' ? lcmKey : null, ...facts },
    amended,
  };
}

/** The type of a call, in upper case; null if the value is none. */
export function readType(value: unknown): string | null {
  const text = cleanText(value, NAME_LIMIT) ?? '';
  const type = callReferenceSchema.shape.type.safeParse(text);
  if (type.success) return type.data;
  return KNOWN_TYPES.find((known) => text.toUpperCase().startsWith(`${known} `)) ?? null;
}

function readIdentity(field: IdentityFault['field'], value: unknown): string | IdentityFault {
  const id = readId(value);
  if (id === null) return { field, why: 'missing' };
  if (id.length > ID_LIMIT) return { field, why: 'tooLong' };
  return BAD_IN_IDS.test(id) ? { field, why: 'badCharacters' } : id;
}

function readZone(value: unknown): string | null {
  const name = cleanText(value, NAME_LIMIT);
  return name === null ? null : certainZone(name);
}

/** Whether something was said that was left out, or a contact whose text was changed. */
function isAmended(fact: CallFact, said: unknown, read: string | null): boolean {
  if (said === undefined || said === null) return false;
  const text = typeof said === 'string' || typeof said === 'number' ? String(said).trim() : null;
  return text !== '' && (read === null || (fact === 'contact' && read !== text));
}
