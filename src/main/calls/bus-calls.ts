import jsonpointer from 'jsonpointer';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { LCM_CHANNEL, LCM_TOPIC } from '#shared/lcm/names.ts';
import { callReferenceSchema, type CallReference } from '#shared/contract/requests/calls.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import { isIanaZone } from '#shared/callback/wall-clock.ts';
import type { BusEventMapping } from './bus-event-mapping.ts';

/** A longer name is cut, so that the call can still be wrapped up. */
const CONTACT_LIMIT = 120;

/** What a bus event says about a call. */
export interface BusCall {
  readonly reference: CallReference;
  readonly phase: CallView['phase'];
}

/**
 * Reads a call from a bus event by the mappings of the settings.
 *
 * @param envelope the event as it came off the bus, of any shape
 * @param agent the agent at this desktop; events that name another agent are ignored, since the bus is a broadcast
 * @returns null if no mapping fits, the event says nothing new about a call, or a fact is missing or malformed
 */
export function readBusCall(
  envelope: object,
  mappings: readonly BusEventMapping[],
  agent: string | null,
): BusCall | null {
  for (const mapping of mappings) {
    if (!fits(envelope, mapping) || isForAnother(envelope, mapping, agent)) continue;
    const phase = phaseOf(textAt(envelope, mapping.phase), mapping);
    const zone = textAt(envelope, mapping.zone);
    const reference = callReferenceSchema.safeParse({
      callId: textAt(envelope, mapping.callId),
      lcmKey: textAt(envelope, mapping.lcmKey),
      type: textAt(envelope, mapping.type) ?? mapping.defaultType,
      contact: textAt(envelope, mapping.contact)?.slice(0, CONTACT_LIMIT),
      // As with a name that is too long, a bad zone does not prevent the wrap-up.
      zone: zone !== null && isIanaZone(zone) ? zone : undefined,
    });
    if (phase !== null && reference.success) return { reference: reference.data, phase };
  }
  return null;
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
  return announced && typeof envelope.message === 'string' ? envelope.message.trim() : null;
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

function phaseOf(value: string | null, mapping: BusEventMapping): CallView['phase'] | null {
  for (const phase of ['ringing', 'talking', 'ended'] as const)
    if (mapping[phase].some((name) => alike(value, name))) return phase;
  return null;
}

/** The text or number at a JSON Pointer, trimmed; null if it is missing or empty. */
function textAt(envelope: object, pointer: string): string | null {
  if (pointer === '') return null;
  const value: unknown = jsonpointer.get(envelope, pointer);
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return text === '' ? null : text;
}

function alike(left: string | null, right: string): boolean {
  return left?.trim().toLowerCase() === right.trim().toLowerCase();
}
