import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';

/** RFC 6901: '' is the whole document, otherwise every token follows a slash. */
const jsonPointerSchema = z.string().regex(/^(\/([^~/]|~[01])*)*$/, 'notAJsonPointer' satisfies SettingFault);

/**
 * How one kind of bus event tells of a call: which envelope it is, where in it (JSON Pointer) each fact lies, and
 * which values of `phase` mean what. An empty pointer means the event does not carry that fact.
 */
export const busEventMappingSchema = z.strictObject({
  channel: z.string().min(1),
  topic: z.string().min(1),
  subtopic: z.string().min(1),
  callId: jsonPointerSchema.min(1),
  lcmKey: jsonPointerSchema.min(1),
  type: jsonPointerSchema.default(''),
  /** The type of a call where the event does not say one. */
  defaultType: z.string().min(1).default('OUTBOUND'),
  /** The name or number of the contact, for the agent's eyes only. */
  contact: jsonPointerSchema.default(''),
  /** The IANA time zone of the contact; anything else there is left out. */
  zone: jsonPointerSchema.default(''),
  /** The agent the call belongs to: the bus is a broadcast, and calls of other agents are left alone. */
  agent: jsonPointerSchema.default(''),
  phase: jsonPointerSchema.min(1),
  ringing: z.array(z.string()).default([]),
  talking: z.array(z.string()).default([]),
  ended: z.array(z.string()).default([]),
});
export type BusEventMapping = z.infer<typeof busEventMappingSchema>;

/**
 * The vendor documents the event and its values, not which call variables bear the LCM key and the contact's name:
 * `LCMKey` and `ContactName` are guesses that each site replaces by its own.
 */
export const OUTBOUND_CALL_STATE_CHANGE: z.input<typeof busEventMappingSchema> = {
  channel: 'Amazon',
  topic: 'OutboundCall',
  subtopic: 'OutboundCallStateChange',
  callId: '/message/call/id',
  lcmKey: '/message/call/CallVariables/LCMKey',
  type: '/message/call/CallType',
  contact: '/message/call/CallVariables/ContactName',
  agent: '/message/call/User',
  phase: '/message/call/event',
  ringing: ['Preview', 'Initiate', 'Started', 'Ringing'],
  talking: ['Answered', 'CustAnswered', 'Hold', 'Consult', 'Conference', 'Swapped', 'Machine', 'Human'],
  ended: ['DROPPED', 'ACW'],
};
