import jsonpointer from 'jsonpointer';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { readId } from '#shared/lcm/json.ts';
import { LCM_CHANNEL, LCM_TOPIC } from '#shared/lcm/names.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import type { BusEventMapping } from './bus-event-mapping.ts';
import { cleanText } from './clean-text.ts';
import { readNamedCall, readType, type CallFact, type IdentityFault, type NamedCall } from './named-call.ts';

type Phase = CallView['phase'];

/** What a bus event says about a call, or why the call in it cannot be taken. */
export type BusReading =
  | {
      readonly ok: true;
      readonly call: NamedCall;
      /** Null if the event has no readable one. */
      readonly phase: Phase | null;
      /** The facts that were cleaned or left out. */
      readonly amended: readonly (CallFact | 'phase')[];
    }
  | { readonly ok: false; readonly fault: IdentityFault };

/**
 * Reads a call from a bus event by the mappings of the settings. If several mappings fit, the first that finds a call
 * counts.
 *
 * @param envelope the event as it came off the bus, of any shape
 * @param agent the agent at this desktop; events that name another agent are ignored, since the bus is a broadcast
 * @returns null if no mapping fits, or the event says nothing new about a call
 */
export function readBusCall(
  envelope: object,
  mappings: readonly BusEventMapping[],
  agent: string | null,
): BusReading | null {
  let unread: BusReading | null = null;
  for (const mapping of mappings) {
    if (!fits(envelope, mapping) || isForAnother(envelope, mapping, agent)) continue;
    const phase = phaseOf(textAt(envelope, mapping.phase), mapping);
    if (phase === null) continue;
    const reading = readNamedCall({
      callId: valueAt(envelope, mapping.callId),
      lcmKey: valueAt(envelope, mapping.lcmKey),
      type: valueAt(envelope, mapping.type),
      contact: valueAt(envelope, mapping.contact),
      zone: valueAt(envelope, mapping.zone),
    });
    if (!reading.ok) {
      unread ??= reading;
      continue;
    }
    const call = { ...reading.call, type: reading.call.type ?? readType(mapping.defaultType) };
    return phase === 'unknown'
      ? { ok: true, call, phase: null, amended: [...reading.amended, 'phase'] }
      : { ...reading, call, phase };
  }
  return unread;
}

/**
 * The LCM key in an `OutcomeSetForCall` event, whose message is the bare key; null for anything else. Only a hint:
 * anybody may have set the outcome.
 */
export function readOutcomeSet(envelope: Envelope): string | null {
  const announced =
    alike(envelope.channel, LCM_CHANNEL) &&
    alike(envelope.topic, LCM_TOPIC) &&
    alike(envelope.subtopic, 'OutcomeSetForCall');
  return announced ? readId(envelope.message) : null;
}

function fits(envelope: object, mapping: BusEventMapping): boolean {
  return (['channel', 'topic', 'subtopic'] as const).every((name) =>
    alike(textAt(envelope, `/${name}`), mapping[name]),
  );
}

function isForAnother(envelope: object, mapping: BusEventMapping, agent: string | null): boolean {
  const named = textAt(envelope, mapping.agent);
  return named !== null && !alike(named, agent ?? '');
}

/** Null if the event is of no phase in the mapping. `unknown` if it has no readable phase at all. */
function phaseOf(value: string | null, mapping: BusEventMapping): Phase | 'unknown' | null {
  if (value === null) return 'unknown';
  const phases = ['ringing', 'talking', 'ended'] as const;
  return phases.find((phase) => mapping[phase].some((name) => alike(value, name))) ?? null;
}

/** The value at a JSON Pointer; undefined if there is none. */
function valueAt(envelope: object, pointer: string): unknown {
  return pointer === '' ? undefined : jsonpointer.get(envelope, pointer);
}

/** Names of channels, phases and agents are shorter. In UTF-16 units. */
const NAME_LIMIT = 256;

/** The text or number at a JSON Pointer, cleaned; null if it is missing or empty. */
function textAt(envelope: object, pointer: string): string | null {
  return cleanText(valueAt(envelope, pointer), NAME_LIMIT);
}

function alike(left: string | null, right: string): boolean {
  return left?.trim().toLowerCase() === right.trim().toLowerCase();
}
