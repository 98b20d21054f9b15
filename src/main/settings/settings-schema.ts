import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { afterCallSchema } from '#main/after-call/after-call-rule.ts';
import { isLoopback } from '#main/lcm/link/address.ts';
import { lcmOptionsSchema } from '#main/lcm/link/options.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';

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
const OUTBOUND_CALL_STATE_CHANGE: z.input<typeof busEventMappingSchema> = {
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

function isSafeUrl(text: string): boolean {
  if (text === '') return true;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** The settings file. Every field has a default, so that an empty file, or none, is a valid one. */
export const settingsSchema = z.strictObject({
  agent: z
    .strictObject({
      /** The agent's id in LCM (`UserID`); '' asks for it on screen. */
      userId: z.string().max(256).default(''),
    })
    .prefault({}),
  lcm: lcmOptionsSchema.prefault({}),
  form: formSettingsSchema.prefault({}),
  afterCall: afterCallSchema.prefault({}),
  outbox: z
    .strictObject({
      /** How many submissions may be under way at once, over all calls. */
      maxInFlight: z.number().int().min(1).max(32).default(4),
      retry: z
        .strictObject({
          baseMs: z.number().int().min(100).default(1_000),
          capMs: z.number().int().min(1_000).default(60_000),
        })
        .prefault({}),
    })
    .prefault({}),
  history: z
    .strictObject({
      /** How many days a delivered call is kept, with its history; 0 keeps it for ever. */
      retentionDays: z.number().int().min(0).max(36_500).default(90),
    })
    .prefault({}),
  busEvents: z.array(busEventMappingSchema).prefault([OUTBOUND_CALL_STATE_CHANGE]),
  spelling: z
    .strictObject({
      /** Where Chromium's spelling dictionaries (`.bdic`) are served, but for macOS; '' checks no spelling there. */
      dictionaryUrl: z
        .string()
        .refine(isSafeUrl, 'notASafeAddress' satisfies SettingFault)
        .default(''),
    })
    .prefault({}),
  shortcuts: z
    .strictObject({
      /** Electron accelerator of the quick wrap-up; '' for none. */
      quickWrapUp: z.string().default('CommandOrControl+Shift+W'),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
