import type { Envelope } from '../wire/envelope.ts';
import {
  amazonInbound,
  amazonOutbound,
  finesseInbound,
  finesseOutbound,
  five9Inbound,
  five9Outbound,
  genesysInbound,
  genesysOutbound,
  webexInbound,
  webexOutbound,
  type Body,
} from './bodies.ts';
import {
  PLAIN_TYPES,
  type CallKind,
  type EventForm,
  type SimulatedCall,
  type SoftphoneName,
  type Told,
} from './call.ts';
import type { Moment } from './stories.ts';

/** How a softphone tells of one kind of call: its envelope, its names for moments and call types, its body. */
interface Line {
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: string;
  /** `CallType`, unless the call has another. */
  readonly type: string;
  readonly events: Readonly<Partial<Record<Moment, string>>>;
  readonly body: Body;
  /** True if the event has `source` and `data`, as a request has, instead of `message`. */
  readonly asData?: true;
}

/**
 * Null: the vendor documents no such call. `leg` is the consult leg of an outbound call as a call of its own, `agentLeg`
 * the agent's connection of another call.
 */
type Softphone = Readonly<Record<CallKind | 'leg', Line | null>> & { readonly agentLeg?: Line };

const OUTBOUND = { topic: 'Outbound', subtopic: 'OutboundCallStateChange' };
const INBOUND = { topic: 'Inbound', subtopic: 'InboundCallStateChange' };

const AMAZON_OUTBOUND: Line = {
  channel: 'Amazon',
  topic: 'OutboundCall',
  subtopic: 'OutboundCallStateChange',
  type: 'Regular-Call',
  events: {
    preview: 'Preview',
    initiated: 'Initiate',
    started: 'Started',
    ringing: 'Ringing',
    answered: 'Answered',
    customerAnswered: 'CustAnswered',
    human: 'Human',
    machine: 'Machine',
    held: 'Hold',
    consulting: 'Consult',
    swapped: 'Swapped',
    conference: 'Conference',
    rejected: 'DROPPED',
    missed: 'DROPPED',
    afterCallWork: 'ACW',
    dropped: 'DROPPED',
  },
  body: amazonOutbound,
};
const AMAZON_INBOUND: Line = {
  channel: 'Amazon',
  topic: 'InboundCall',
  subtopic: 'InboundCallStateChange',
  type: 'inbound',
  events: {
    ringing: 'connecting',
    answered: 'connected',
    customerAnswered: 'connected',
    held: 'hold',
    rejected: 'Rejected',
    missed: 'missed',
    afterCallWork: 'ACW',
    dropped: 'Dropped',
  },
  body: amazonInbound,
};
const WEBEX_OUTBOUND: Line = {
  channel: 'Webex cc',
  ...OUTBOUND,
  type: 'Regular_call',
  // For a hold, a consult and a conference, the page has only another `state` in `ResponseActual`.
  events: {
    preview: 'eAgentOfferContact',
    ringing: 'eAgentOfferContact',
    answered: 'CustAnswered',
    recording: 'eCallRecordingStarted',
    customerAnswered: 'CustAnswered',
    held: 'CustAnswered',
    conference: 'CustAnswered',
    rejected: 'DROPPED',
    missed: 'DROPPED',
    ended: 'eAgentContactEnded',
    afterCallWork: 'acw',
    dropped: 'DROPPED',
  },
  body: webexOutbound,
};
const FIVE9_OUTBOUND: Line = {
  channel: 'Five9',
  ...OUTBOUND,
  type: 'Outbound',
  events: {
    preview: 'offered',
    ringing: 'ringing_on_other_side',
    answered: 'talking',
    rejected: 'finished',
    missed: 'finished',
    ended: 'finished',
  },
  body: five9Outbound,
};
const FINESSE_OUTBOUND: Line = {
  channel: 'Finesse',
  ...OUTBOUND,
  type: 'Outbound',
  events: {
    preview: 'Alerting',
    initiated: 'initiating',
    started: 'initiated',
    ringing: 'Alerting',
    answered: 'active',
    customerAnswered: 'active',
    held: 'active',
    consulting: 'active',
    conference: 'active',
    rejected: 'dropped',
    missed: 'dropped',
    afterCallWork: 'wrap-up',
    dropped: 'dropped',
  },
  body: finesseOutbound,
};
const GENESYS_OUTBOUND: Line = {
  channel: 'Genesys',
  ...OUTBOUND,
  type: 'Outbound',
  events: {
    initiated: 'dialing',
    ringing: 'alerting',
    answered: 'connected',
    customerAnswered: 'connected',
    held: 'held',
    rejected: 'disconnected',
    missed: 'disconnected',
    ended: 'disconnected',
    afterCallWork: 'ACW',
    dropped: 'terminated',
  },
  body: genesysOutbound,
};
const LCM_OUTBOUND: Line = {
  ...AMAZON_OUTBOUND,
  channel: 'LCM',
  topic: 'Outbound',
  subtopic: 'OutBoundCallStateChange',
  type: 'OUTBOUND',
  asData: true,
};

const ROWS: Readonly<Record<SoftphoneName, Softphone>> = {
  amazon: {
    campaign: AMAZON_OUTBOUND,
    manual: { ...AMAZON_INBOUND, type: 'outbound' },
    inbound: AMAZON_INBOUND,
    leg: { ...AMAZON_OUTBOUND, type: 'Consult' },
    // Sample of call-state-synchronization: the agent's connection and the customer's, with the same contact id.
    agentLeg: { ...AMAZON_INBOUND, type: 'agent' },
  },
  webex: {
    campaign: WEBEX_OUTBOUND,
    manual: { ...WEBEX_OUTBOUND, channel: 'Webex CC', type: 'Outbound' },
    inbound: {
      ...WEBEX_OUTBOUND,
      channel: 'Webex CC',
      ...INBOUND,
      type: 'Inbound',
      events: {
        ...WEBEX_OUTBOUND.events,
        ringing: 'connected',
        answered: 'eAgentContactAssigned',
        recording: 'eCallRecordingstarted',
      },
      body: webexInbound,
    },
    leg: null,
  },
  five9: {
    campaign: FIVE9_OUTBOUND,
    manual: { ...FIVE9_OUTBOUND, events: { ...FIVE9_OUTBOUND.events, afterCallWork: 'WRAP_UP' } },
    inbound: {
      ...FIVE9_OUTBOUND,
      ...INBOUND,
      type: 'Inbound',
      events: { ...FIVE9_OUTBOUND.events, ringing: 'offered' },
      body: five9Inbound,
    },
    leg: null,
  },
  finesse: {
    campaign: { ...FINESSE_OUTBOUND, type: 'Outbound Preview' },
    manual: { ...FINESSE_OUTBOUND, type: 'Ob_out' },
    inbound: {
      ...FINESSE_OUTBOUND,
      ...INBOUND,
      type: 'PREROUTE_ACD_IN',
      body: finesseInbound,
    },
    // Cisco's own name for the type.
    leg: { ...FINESSE_OUTBOUND, type: 'CONSULT' },
  },
  genesys: {
    campaign: GENESYS_OUTBOUND,
    manual: GENESYS_OUTBOUND,
    inbound: {
      ...GENESYS_OUTBOUND,
      ...INBOUND,
      type: 'Inbound',
      body: genesysInbound,
    },
    leg: null,
  },
  lcm: {
    campaign: LCM_OUTBOUND,
    manual: { ...LCM_OUTBOUND, type: 'MANUAL' },
    inbound: null,
    leg: { ...LCM_OUTBOUND, type: 'Consult' },
  },
};

/** `CallType` of such a call where nothing else is asked for. @throws Error if the vendor documents no such call */
export function callTypeOf(softphone: SoftphoneName, kind: CallKind, form: EventForm): string {
  const line = ROWS[softphone][kind];
  if (line === null) throw new Error(`the vendor documents no ${kind} call of the softphone ${softphone}`);
  return form === 'plain' ? PLAIN_TYPES[kind] : line.type;
}

/** The event on the bus; null if the softphone has none for this moment. */
export function eventOf(told: Told): Envelope | null {
  const { call, moment, isLeg } = told;
  const line = lineOf(told);
  const event = line?.events[moment];
  if (line === null || event === undefined) return null;
  const { channel, topic, subtopic, asData } = line;
  const type = isLeg ? line.type : call.type;
  const head = { channel, topic, subtopic };
  const content = { call: line.body({ ...told, event, type, id: idOf(told) }), source: 'event' };
  return asData === true ? { ...head, source: 'LCM', data: content } : { ...head, message: content };
}

/** The call as LCM's own translation tells of it, beside the softphone's events. */
export function translationOf(call: SimulatedCall): SimulatedCall {
  return { ...call, softphone: 'lcm', kind: 'campaign', type: PLAIN_TYPES[call.kind] };
}

function lineOf({ call: { softphone, kind }, isLeg }: Told): Line | null {
  const row = ROWS[softphone];
  if (!isLeg) return row[kind];
  return kind === 'campaign' ? row.leg : (row.agentLeg ?? row.leg);
}

function idOf({ call, isLeg }: Told): string {
  return isLeg ? `${call.id}-leg` : call.id;
}
