import { describe, expect, it } from 'vitest';
import type { CallEvent } from '#main/calls/call-event.ts';
import { createCallReader } from '#main/calls/dialects/call-reader.ts';
import { DIALECTS } from '#main/calls/dialects/rows.ts';
import type { CallMoment } from '#shared/contract/app-state.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import pages from './documented-events.json' with { type: 'json' };

const read = createCallReader({ mappings: [], types: {}, busIsOwn: false });

type Page = keyof typeof pages;

/** A page's event with other members of its call. */
function pageEvent(page: Page, change: object = {}): Envelope {
  const body = structuredClone(pages[page]) as { message?: { call: object }; data?: { call: object } };
  Object.assign((body.message ?? body.data)!.call, change);
  const reading = readEnvelope(body);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

interface Expected {
  readonly agent: string;
  readonly call: CallEvent['call'];
  readonly whose: CallEvent['whose'];
  readonly isLeg?: true;
  readonly partOf?: string;
  /** What the page's events mean. */
  readonly moments: Readonly<Partial<Record<CallMoment, string>>>;
  /** The page's call types and what they mean. */
  readonly types: Readonly<Record<string, string>>;
}

const OUT = { type: 'OUTBOUND', zone: null };
const IN = { type: 'INBOUND', zone: null, lcmKey: null };
const CISCO = {
  ringing: 'Alerting,initiating,initiated',
  talking: 'active',
  held: 'HELD',
  afterCallWork: 'wrap-up,WRAP_UP',
  dropped: 'dropped',
};
const CISCO_TYPES = {
  OUT: 'MANUAL',
  Ob_out: 'MANUAL',
  AGENT_INSIDE: 'none',
  CONSULT: 'none',
  Conference: 'none',
};
const GENESYS = {
  ringing: 'alerting',
  talking: 'connected',
  held: 'held',
  dropped: 'disconnected,terminated',
  afterCallWork: 'ACW',
};

const EXPECTED: Readonly<Record<Page, Expected>> = {
  'amazon outbound': {
    agent: 'AGENT1',
    call: {
      ...OUT,
      callId: '4bbfa29b-d5a8-4876-9276-09872a748397',
      lcmKey: '5|3|1|0|0|44|1',
      contact: 'David Berry',
    },
    whose: 'own',
    moments: {
      preview: 'Preview',
      ringing: 'Initiate,Started,Ringing',
      talking: 'Answered,CustAnswered,Machine,Human,Swapped',
      held: 'Hold',
      conference: 'Conference',
      transferring: 'Consult',
      afterCallWork: 'ACW',
      dropped: 'DROPPED',
    },
    types: { 'Regular-Call': 'OUTBOUND', Consult: 'none' },
  },
  'amazon inbound': {
    agent: 'agent1',
    call: {
      ...IN,
      type: null,
      callId: '4bbfa29b-d5a8-4876-9276-09872a748397',
      contact: '+161081111',
    },
    whose: 'nobody',
    isLeg: true,
    partOf: 'd675473e-7dbc-4a9b-ad92-b78f26e70b3b',
    moments: {
      ringing: 'connecting',
      talking: 'connected',
      held: 'hold',
      dropped: 'missed,Rejected,Dropped',
      afterCallWork: 'ACW',
    },
    types: { Agent: 'none', inbound: 'INBOUND', outbound: 'MANUAL' },
  },
  'webex outbound': {
    agent: 'agent1',
    call: {
      ...OUT,
      callId: '013dce5c-a8aa-4590-bebe-fed6d419dcc4',
      lcmKey: '178|3|3|0|0|84|-1',
      contact: '+918374491160',
    },
    whose: 'nobody',
    moments: {
      ringing: 'eAgentOfferContact',
      talking: 'CustAnswered',
      dropped: 'eAgentContactEnded,DROPPED',
      afterCallWork: 'acw',
    },
    types: { OUTBOUND: 'OUTBOUND', Regular_call: 'OUTBOUND' },
  },
  'webex inbound': {
    agent: 'agent1',
    call: { ...IN, callId: '16930408', contact: '4084574613' },
    whose: 'nobody',
    moments: {
      talking: 'connected,eAgentContactAssigned',
      dropped: 'eAgentContactEnded,DROPPED',
      afterCallWork: 'acw',
    },
    types: { Inbound: 'INBOUND' },
  },
  'five9 outbound': {
    agent: 'five9',
    call: { ...OUT, callId: '300000000115255', lcmKey: '5|3|1|0|0|44|1', contact: '4084574613' },
    whose: 'own',
    moments: {
      ringing: 'offered,ringing_on_other_side',
      talking: 'talking',
      dropped: 'finished',
      afterCallWork: 'WRAP_UP',
    },
    types: { Outbound: 'OUTBOUND' },
  },
  'five9 inbound': {
    agent: 'five9',
    call: { ...IN, callId: '94EC5C196B8F4AF2B8213CEB2E3A02EF', contact: '4084574613' },
    whose: 'nobody',
    moments: { ringing: 'offered', talking: 'talking', dropped: 'finished' },
    types: { Inbound: 'INBOUND' },
  },
  'finesse outbound': {
    agent: 'ana',
    call: { ...OUT, callId: '16930170', lcmKey: '137|1|3|0|0|84|', contact: 'Inés Álvarez' },
    whose: 'nobody',
    moments: CISCO,
    types: {
      ...CISCO_TYPES,
      Outbound: 'OUTBOUND',
      'Outbound Preview': 'OUTBOUND',
      'Outbound Direct Preview': 'OUTBOUND',
      OUTBOUND_PREVIEW: 'OUTBOUND',
      PREVIEW_OUTBOUND: 'OUTBOUND',
      PREVIEW_OUTBOUND_RESERVATION: 'none',
    },
  },
  'finesse inbound': {
    agent: 'ana',
    call: { ...IN, callId: '16930408', lcmKey: '9|9', contact: '08234567899' },
    whose: 'nobody',
    moments: CISCO,
    types: { ...CISCO_TYPES, PREROUTE_ACD_IN: 'INBOUND' },
  },
  'genesys outbound': {
    agent: 'testagent.a',
    call: {
      ...OUT,
      callId: 'a729f683-06d0-47e6-bf74-7130e9bd29ed',
      lcmKey: '5|3|1|0|0|44|1',
      contact: '+13185462356',
    },
    whose: 'own',
    moments: { ...GENESYS, ringing: 'alerting,dialing,Contacting' },
    types: { Outbound: 'OUTBOUND' },
  },
  'genesys inbound': {
    agent: 'testagent.a',
    call: { ...IN, callId: '43f7a012-003a-47a0-b211-ea8999a036dc', contact: '+13185462356' },
    whose: 'nobody',
    moments: GENESYS,
    types: { Inbound: 'INBOUND' },
  },
  lcm: {
    agent: 'agent1',
    call: { ...OUT, callId: '16786700', lcmKey: '5|3|1|0|0|44|1', contact: '+161081111' },
    whose: 'own',
    moments: { preview: 'Preview', talking: 'CustAnswered', dropped: 'finished', afterCallWork: 'wrap-up' },
    types: { 'Regular-Call': 'OUTBOUND', Outbound: 'OUTBOUND', Inbound: 'INBOUND', Consult: 'none' },
  },
};

it('every dialect has its page', () => expect(Object.keys(pages)).toEqual(DIALECTS.map(({ name }) => name)));

describe.each(Object.entries(EXPECTED) as [Page, Expected][])('%s', (dialect, expected) => {
  const { agent, call, whose, isLeg = false, partOf = null } = expected;
  const event = { call, unmappedType: null, whose, isLeg, partOf, dialect };

  it('is read from the page’s event as it stands', () => {
    expect(read(pageEvent(dialect), agent)).toMatchObject({ ok: true, event, amended: [] });
  });

  it('is read in each of its events and call types', () => {
    for (const [moment, words] of Object.entries(expected.moments)) {
      for (const [CallType, meaning] of Object.entries(expected.types)) {
        for (const word of words.split(',').flatMap((each) => [each, ` ${each.toUpperCase()} `])) {
          const isWrapUp = meaning !== 'none';
          const change = { event: word, CallType, callType: CallType };
          expect(read(pageEvent(dialect, change), agent), `${word} ${CallType}`).toEqual({
            ok: true,
            event: {
              ...event,
              call: { ...call, type: isWrapUp ? meaning : null },
              moment,
              isLeg: !isWrapUp,
              partOf: isWrapUp ? null : partOf,
            },
            amended: [],
          });
        }
      }
    }
  });
});

it.each([
  ['five9 outbound', 'manualdial', 'MANUAL'],
  ['genesys outbound', 'manualdial', 'MANUAL'],
  ['genesys outbound', 'predictive', 'OUTBOUND'],
] as const)('%s: a call of the kind %s is %s', (page, OutboundType, type) => {
  const { ResponseFields } = pages[page].message.call;
  const change = { ResponseFields: { ...ResponseFields, OutboundType } };
  expect(read(pageEvent(page, change), EXPECTED[page].agent)).toMatchObject({ event: { call: { type } } });
  const consult = read(pageEvent(page, { ...change, CallType: 'Consult' }), EXPECTED[page].agent);
  expect(consult).toMatchObject({ event: { isLeg: true, call: { type: null } } });
});

it('Cisco’s older events carry the call in `data`, and a leg names its dialog', () => {
  const call = {
    id: '16786700',
    event: 'ACTIVE',
    CallType: 'CONSULT',
    CallVariables: {},
    ResponseActual: {
      dialog: { associatedDialogUri: '/finesse/api/Dialog/2130706631', fromAddress: '5068' },
    },
  };
  const envelope = readEnvelope({
    channel: 'Cisco',
    topic: 'OutboundCall',
    subtopic: 'OutBoundCallStateChange',
    data: { source: 'event', call },
  });
  expect(envelope.ok && read(envelope.envelope, 'ana')).toMatchObject({
    event: { isLeg: true, partOf: '2130706631', moment: 'talking', call: { callId: '16786700' } },
  });
});

it('Cisco’s reservation of an agent for a preview is a leg, whatever its call type is', () => {
  const status = (BAStatus: string) => ({ Callvariables: { BAAccountNumber: '5|3|1', BAStatus } });
  const reserved = pageEvent('finesse outbound', status('PREVIEW_OUTBOUND_RESERVATION'));
  expect(read(reserved, 'ana')).toMatchObject({ event: { isLeg: true, call: { lcmKey: '5|3|1' } } });
  for (const BAStatus of ['PREVIEW_OUTBOUND', 'PO', '', null]) {
    const called = pageEvent('finesse outbound', {
      ...status(String(BAStatus)),
      CallType: BAStatus && 'OUT',
    });
    const type = BAStatus ? 'MANUAL' : 'OUTBOUND';
    expect(read(called, 'ana')).toMatchObject({
      event: { isLeg: false, call: { type }, unmappedType: null },
    });
  }
});

it('Amazon’s consult leg names its call, also on the outbound topic', () => {
  const change = { CallType: 'Consult', ResponseActual: { contactId: 'c-1' } };
  expect(read(pageEvent('amazon outbound', change), 'agent1')).toMatchObject({ event: { partOf: 'c-1' } });
});

it('an event that only tells of something else about a call is no news of it', () => {
  for (const event of ['eCallRecordingStarted', 'Sneezed'])
    expect(
      read(pageEvent('amazon inbound', { event, ResponseActual: {}, ResponseFields: {} }), 'x'),
    ).toBeNull();
  // Webex sends the state of the call with it.
  expect(read(pageEvent('webex outbound', { event: 'eCallRecordingStarted' }), 'x')).toMatchObject({
    event: { moment: 'talking' },
  });
});

it.each([
  ['an object', { 'a-1': { id: 'a-1', name: 'ANA' }, 'c-1': { id: 'c-1', name: 'Berry' } }, 'own'],
  ['a list', [{ name: 'Berry' }, { loginName: 'ana@example.com' }], 'own'],
  ['others', [{ name: 'Berry' }, { name: 'ben' }], 'nobody'],
])(
  'Webex: an agent who takes part has the call, and others there change nothing: %s',
  (_name, participants, whose) => {
    const ResponseActual = { participants };
    expect(read(pageEvent('webex inbound', { ResponseActual }), 'ana')).toMatchObject({ event: { whose } });
  },
);
