import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';

/** RFC 6901: '' is the whole document; otherwise a slash comes before each token. */
const jsonPointerSchema = z.string().regex(/^(\/([^~/]|~[01])*)*$/, 'notAJsonPointer' satisfies SettingFault);

/**
 * How to read a call from one kind of bus event: which envelope it is, where each fact is (JSON Pointer), and which
 * values of `phase` mean what. An empty pointer means that the event does not carry that fact.
 */
export const busEventMappingSchema = z.strictObject({
  channel: z.string().min(1),
  topic: z.string().min(1),
  subtopic: z.string().min(1),
  callId: jsonPointerSchema.min(1),
  lcmKey: jsonPointerSchema.min(1),
  type: jsonPointerSchema.default(''),
  /** The type of a call if the event has none. */
  defaultType: z.string().min(1).default('OUTBOUND'),
  /** The contact's name or number. Shown to the agent only. */
  contact: jsonPointerSchema.default(''),
  /** The contact's time zone, by its IANA or Windows name. Any other value is left out. */
  zone: jsonPointerSchema.default(''),
  /** The agent who has the call. The bus is a broadcast, and the calls of other agents are ignored. */
  agent: jsonPointerSchema.default(''),
  phase: jsonPointerSchema.min(1),
  ringing: z.array(z.string()).default([]),
  talking: z.array(z.string()).default([]),
  ended: z.array(z.string()).default([]),
});
export type BusEventMapping = z.infer<typeof busEventMappingSchema>;

/**
 * The vendor documents the event and its values, but not which call variables carry the LCM key and the contact's
 * name. `LCMKey` and `ContactName` are guesses; each site replaces them by its own.
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
