import type { CallMoment } from '#shared/contract/app-state.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { readId } from '#shared/lcm/json.ts';
import type { CallEvent } from '../call-event.ts';
import { cleanText } from '#shared/text/clean-text.ts';
import { readHeardCall, readType, type CallFact, type IdentityFault } from '../named-call.ts';
import { isSameAgent, readAgents, readParticipants } from './agents.ts';
import type { Dialect, EnvelopeNames, Place } from './dialect.ts';
import { foldWord, lookupIn, pathOf, type Lookup, type Path } from './lookup.ts';
import { DIALECTS } from './rows.ts';
import { siteDialect, type BusEventMapping } from './site-mapping.ts';
import { NO_WRAP_UP, TYPES, type MappedType } from './words.ts';

/** What a bus event tells of a call, or why the call in it cannot be taken. */
export type BusReading =
  | {
      readonly ok: true;
      readonly event: CallEvent;
      /** The facts that were cleaned or left out. */
      readonly amended: readonly (CallFact | 'phase')[];
    }
  | { readonly ok: false; readonly fault: IdentityFault };

/**
 * Reads an envelope that came off the bus. Never throws.
 *
 * @param agent the agent who is signed in at this desktop; null if nobody is
 * @param alsoNamed what the softphone calls this agent besides
 * @returns null if the envelope tells nothing of a call of this agent
 */
export type CallReader = (
  envelope: Envelope,
  agent: string | null,
  alsoNamed?: readonly string[],
) => BusReading | null;

export interface CallReaderOptions {
  /** The site's own mappings (setting `busEvents`). An envelope for which there is one is read by them alone. */
  readonly mappings: readonly BusEventMapping[];
  /** The site's call types (setting `calls.types`): what the softphone writes, and what it means. */
  readonly types: Readonly<Record<string, MappedType>>;
  /** Whether an event that names no agent is the signed-in agent's (setting `calls.busIsOwn`). */
  readonly busIsOwn: boolean;
  /** Whether events of every agent are read, as if all were the signed-in agent's: to look at a bus, not to work on it. */
  readonly ofAnyAgent?: true;
}

/** Names of channels, events and agents are shorter. In UTF-16 units. */
const NAME_LIMIT = 256;
/** Call types are shorter. In UTF-16 units. */
const TYPE_LIMIT = 64;

/**
 * Makes a reader of the calls on the bus. It listens to all documented softphones at once. An envelope of anything else
 * costs one look into a table.
 */
export function createCallReader(options: CallReaderOptions): CallReader {
  const { busIsOwn, ofAnyAgent } = options;
  let table: ReadonlyMap<string, readonly CompiledDialect[]> | null = null;

  return (envelope, agent, alsoNamed = []) => {
    // Made with the first envelope: nothing comes off the bus while the app starts.
    table ??= tableOf(options);
    const dialects = table.get(envelopeKey(envelope.channel, envelope.topic, envelope.subtopic));
    if (dialects === undefined) return null;
    const look = lookupIn(envelope);
    const agents = agent === null ? [] : [agent, ...alsoNamed];
    let keyless: BusReading | null = null;
    for (const dialect of dialects) {
      const whose = ofAnyAgent === true ? 'own' : readWhose(dialect, look, agents, busIsOwn);
      if (whose === null) continue;
      const reading = readAs(dialect, look, whose);
      if (reading?.ok === true && reading.event.call.lcmKey !== null) return reading;
      keyless ??= reading;
    }
    return keyless;
  };
}

/** How each envelope is read: by the site's mappings, else as its softphone documents it. */
function tableOf({ mappings, types }: CallReaderOptions): ReadonlyMap<string, readonly CompiledDialect[]> {
  const siteTypes = Object.entries(types).map(
    ([type, meaning]) => [foldWord(type), meaningOf(meaning)] as const,
  );
  const table = new Map<string, CompiledDialect[]>();
  for (const dialect of mappings.map(siteDialect)) {
    const compiled = compile(dialect, siteTypes);
    for (const key of envelopeKeys(dialect)) table.set(key, [...(table.get(key) ?? []), compiled]);
  }
  for (const dialect of DIALECTS) {
    const compiled = compile(dialect, siteTypes);
    for (const key of envelopeKeys(dialect)) if (!table.has(key)) table.set(key, [compiled]);
  }
  return table;
}

function envelopeKey(channel: string, topic: string, subtopic: string): string {
  return `${foldWord(channel)}|${foldWord(topic)}|${foldWord(subtopic)}`;
}

function envelopeKeys({ channels, topics, subtopics }: EnvelopeNames): string[] {
  return channels.flatMap((channel) =>
    topics.flatMap((topic) => subtopics.map((subtopic) => envelopeKey(channel, topic, subtopic))),
  );
}

function meaningOf(type: string): MappedType {
  return foldWord(type) === NO_WRAP_UP ? NO_WRAP_UP : (readType(type) ?? type);
}

/** A dialect whose pointers are taken apart. */
type CompiledDialect = ReturnType<typeof compile>;

function compile(dialect: Dialect, siteTypes: readonly (readonly [string, MappedType])[]) {
  const all = (places: readonly string[]): readonly Path[] => places.map(pathOf);
  return {
    name: dialect.name,
    callId: all(dialect.callId),
    lcmKey: all(dialect.lcmKey),
    type: all(dialect.type),
    legStatus: all(dialect.legStatus),
    types: new Map([...TYPES, ...dialect.types, ...siteTypes]),
    defaultType: dialect.defaultType,
    contact: dialect.contact.map((place: Place) => all(typeof place === 'string' ? [place] : place)),
    zone: all(dialect.zone),
    agent: all(dialect.agent),
    participants: all(dialect.participants),
    event: all(dialect.event),
    moments: dialect.moments,
    partOf: all(dialect.partOf),
  };
}

function readAs(dialect: CompiledDialect, look: Lookup, whose: CallEvent['whose']): BusReading | null {
  const moment = readMoment(dialect, look);
  if (moment === 'another') return null;
  const type = readCallType(dialect, look);
  const reading = readHeardCall({
    callId: firstIdentity(dialect.callId, look),
    lcmKey: firstIdentity(dialect.lcmKey, look),
    contact: readContact(dialect, look),
    zone: firstOf(dialect.zone, look),
  });
  if (!reading.ok) return reading;
  const { callId } = reading.call;
  const partOf = type.isLeg ? readPartOf(dialect, look) : null;
  return {
    ok: true,
    event: {
      call: { ...reading.call, type: type.isLeg ? null : type.type },
      moment,
      unmappedType: type.unmapped,
      whose,
      isLeg: type.isLeg,
      partOf: partOf === callId ? null : partOf,
      dialect: dialect.name,
    },
    amended: [
      ...(type.isAmended ? (['type'] as const) : []),
      ...reading.amended,
      ...(moment === null ? (['phase'] as const) : []),
    ],
  };
}

/** Null if the event names another agent. */
function readWhose(
  { agent: places, participants }: CompiledDialect,
  look: Lookup,
  agents: readonly string[],
  busIsOwn: boolean,
): CallEvent['whose'] | null {
  const named = places.map((place) => readAgents(look(place)));
  const isThem = (name: string): boolean => agents.some((agent) => isSameAgent(name, agent));
  if (named.some(({ names, hints }) => names.some(isThem) || hints.some(isThem))) return 'own';
  if (named.some(({ names }) => names.length > 0)) return null;
  const isPresent = participants.some((place) => readParticipants(look(place)).some(isThem));
  return isPresent || busIsOwn ? 'own' : 'nobody';
}

/** Null if the event has no readable name; `another` if it has one that is not known. */
function readMoment({ event, moments }: CompiledDialect, look: Lookup): CallMoment | null | 'another' {
  let isNamed = false;
  for (const place of event) {
    const text = cleanText(look(place), NAME_LIMIT);
    if (text === null) continue;
    isNamed = true;
    const moment = moments.get(foldWord(text));
    if (moment !== undefined) return moment;
  }
  return isNamed ? 'another' : null;
}

interface CallTypeReading {
  readonly type: string | null;
  readonly isLeg: boolean;
  readonly unmapped: string | null;
  readonly isAmended: boolean;
}

function readCallType(dialect: CompiledDialect, look: Lookup): CallTypeReading {
  const { types, defaultType } = dialect;
  const meaning = (text: string): MappedType | undefined => types.get(foldWord(text));
  const values = dialect.type
    .map(look)
    .filter((value) => value !== undefined && value !== null && value !== '');
  const texts = values.map((value) => cleanText(value, TYPE_LIMIT)).filter((text) => text !== null);
  const meanings = texts.map(meaning).filter((found) => found !== undefined);
  const isLeg =
    meanings.includes(NO_WRAP_UP) ||
    dialect.legStatus.some((place) => meaning(cleanText(look(place), TYPE_LIMIT) ?? '') === NO_WRAP_UP);
  const [mapped = null] = meanings;
  if (mapped !== null) return { type: mapped, isLeg, unmapped: null, isAmended: false };
  const [unmapped = null] = texts;
  const named = readType(unmapped);
  return {
    type: named ?? readType(defaultType),
    isLeg,
    unmapped,
    isAmended: values.length > 0 && named === null,
  };
}

function readContact({ contact: places }: CompiledDialect, look: Lookup): unknown {
  for (const place of places) {
    const parts = place.map((path) => nameAt(path, look));
    const texts = parts.filter((part) => part !== null);
    if (texts.length > 0 && texts.length === place.length) return texts.join(' ');
  }
  return undefined;
}

/** Cisco's name of the customer, to which LCM adds the number of the lead: `Inés Álvarez,4711`. */
const BUDDY_NAME = foldWord('BABuddyName');

function nameAt(path: Path, look: Lookup): string | null {
  const value = look(path);
  // A long name is shortened and counted by whoever reads the call.
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.trim() === '') return null;
  if (path.at(-1)?.folded !== BUDDY_NAME) return value;
  const comma = value.lastIndexOf(',');
  return comma > 0 && /\d/.test(value.slice(comma)) ? value.slice(0, comma) : value;
}

/** The last part of an address; an id is an address of one part. */
function readPartOf({ partOf }: CompiledDialect, look: Lookup): string | null {
  const reading = readHeardCall({ callId: firstIdentity(partOf, look) });
  return reading.ok ? (reading.call.callId.split('/').at(-1) ?? null) || null : null;
}

function firstOf(places: readonly Path[], look: Lookup): unknown {
  for (const place of places) {
    const value = look(place);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

function firstIdentity(places: readonly Path[], look: Lookup): unknown {
  for (const place of places) {
    const value = look(place);
    if (readId(value) !== null) return value;
  }
  return undefined;
}
