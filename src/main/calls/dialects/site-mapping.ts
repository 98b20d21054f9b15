import { z } from 'zod';
import type { CallMoment } from '#shared/contract/app-state.ts';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { phaseOf } from '../call-event.ts';
import type { Dialect } from './dialect.ts';
import { foldWord } from './lookup.ts';
import { DIALECTS, UNKNOWN_SOFTPHONE } from './rows.ts';

/** RFC 6901: '' is the whole document; otherwise a slash comes before each token. */
const jsonPointerSchema = z.string().regex(/^(\/([^~/]|~[01])*)*$/, 'notAJsonPointer' satisfies SettingFault);

const ENVELOPE = ['channel', 'topic', 'subtopic'] as const;
const PHASES = ['ringing', 'talking', 'ended'] as const;

/**
 * What a site says of its bus events: which envelope (or which dialect's), and where a fact lies (JSON Pointer) or which
 * events mean what. What it leaves out comes from the dialect, else from the dialect whose envelope it is, else from what
 * all softphones have in common. An empty pointer means that the event does not carry that fact.
 */
export const busEventMappingSchema = z
  .strictObject({
    dialect: z.enum(DIALECTS.map(({ name }) => name)).optional(),
    channel: z.string().min(1).optional(),
    topic: z.string().min(1).optional(),
    subtopic: z.string().min(1).optional(),
    callId: jsonPointerSchema.min(1).optional(),
    lcmKey: jsonPointerSchema.min(1).optional(),
    type: jsonPointerSchema.optional(),
    /** The type of a call if the event has none. */
    defaultType: z.string().min(1).optional(),
    /** The contact's name or number. Shown to the agent only. */
    contact: jsonPointerSchema.optional(),
    /** The contact's time zone, by its IANA or Windows name. Any other value is left out. */
    zone: jsonPointerSchema.optional(),
    /** The agent who has the call. The bus is a broadcast, and the calls of other agents are ignored. */
    agent: jsonPointerSchema.optional(),
    phase: jsonPointerSchema.min(1).optional(),
    ringing: z.array(z.string()).optional(),
    talking: z.array(z.string()).optional(),
    ended: z.array(z.string()).optional(),
  })
  .superRefine((mapping, context) => {
    if (mapping.dialect !== undefined) return;
    for (const name of ENVELOPE) {
      if (mapping[name] === undefined)
        context.addIssue({ code: 'invalid_type', expected: 'string', path: [name], input: undefined });
    }
  });
export type BusEventMapping = z.infer<typeof busEventMappingSchema>;

/** The dialect that a mapping makes of the one it is based on. */
export function siteDialect(mapping: BusEventMapping): Dialect {
  const base = baseOf(mapping);
  const place = (given: string | undefined, known: readonly string[]): readonly string[] =>
    given === undefined ? known : given === '' ? [] : [given];
  const name = (given: string | undefined, known: readonly string[]): readonly string[] =>
    given === undefined ? known : [given];
  return {
    ...base,
    name: 'settings',
    channels: name(mapping.channel, base.channels),
    topics: name(mapping.topic, base.topics),
    subtopics: name(mapping.subtopic, base.subtopics),
    callId: place(mapping.callId, base.callId),
    lcmKey: place(mapping.lcmKey, base.lcmKey),
    type: place(mapping.type, base.type),
    defaultType: mapping.defaultType ?? base.defaultType,
    contact: mapping.contact === undefined ? base.contact : place(mapping.contact, []),
    zone: place(mapping.zone, base.zone),
    agent: place(mapping.agent, base.agent),
    event: place(mapping.phase, base.event),
    moments: momentsOf(mapping, base),
  };
}

function baseOf(mapping: BusEventMapping): Dialect {
  const isBase = (dialect: Dialect): boolean =>
    mapping.dialect === undefined
      ? ENVELOPE.every((name) => {
          const given = foldWord(mapping[name] ?? '');
          return dialect[`${name}s`].some((known) => foldWord(known) === given);
        })
      : dialect.name === mapping.dialect;
  return DIALECTS.find(isBase) ?? UNKNOWN_SOFTPHONE;
}

/** What a phase of the settings stands for, unless the word itself says it more exactly. */
const MOMENT_OF_PHASE = {
  ringing: 'ringing',
  talking: 'talking',
  ended: 'dropped',
} as const satisfies Record<(typeof PHASES)[number], CallMoment>;

/** The words that a mapping gives for a phase take the place of all that the base has for it. */
function momentsOf(mapping: BusEventMapping, base: Dialect): ReadonlyMap<string, CallMoment> {
  const moments = new Map([...base.moments].filter(([, moment]) => mapping[phaseOf(moment)] === undefined));
  for (const phase of PHASES) {
    for (const word of mapping[phase]?.map(foldWord) ?? []) {
      const exact = base.moments.get(word);
      const moment = exact !== undefined && phaseOf(exact) === phase ? exact : MOMENT_OF_PHASE[phase];
      if (!moments.has(word)) moments.set(word, moment);
    }
  }
  return moments;
}
