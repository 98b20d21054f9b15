import { describe, expect, test } from 'vitest';
import { SOFTPHONES, type SimulatedCall } from '#simulator/softphones/call.ts';
import type { SimulatorOptions } from '#simulator/server.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

interface Heard {
  channel: string;
  topic: string;
  subtopic: string;
  source?: string;
  message?: { call: Record<string, unknown>; source: string };
  data?: { call: Record<string, unknown>; source: string };
}

const callIn = ({ message, data }: Heard): Record<string, unknown> => (message ?? data)?.call ?? {};

/** Everything that the bus tells of one call, up to the given number of events. */
async function life(
  wanted: Partial<SimulatedCall>,
  count: number,
  options: SimulatorOptions = {},
): Promise<Heard[]> {
  const simulator = await simulatorFor({ form: 'documented', ...options });
  const client = await clientFor(simulator.url);
  simulator.ring({ id: 'c-1', lcmKey: '5|3|1', ringMs: 1, talkMs: 1, ...wanted });
  const heard: Heard[] = [];
  while (heard.length < count) heard.push((await client.next()) as Heard);
  return heard;
}

const told = (heard: readonly Heard[]): string[] =>
  heard.map((event) => {
    const { id, event: name } = callIn(event);
    return id === 'c-1' ? String(name) : `${String(id)}: ${String(name)}`;
  });

/** The members that each page names, in the page's order, and how it spells channel, topic, subtopic and call type. */
const PAGES = [
  {
    page: 'outbound-call-event-parameters',
    call: { softphone: 'amazon' },
    envelope: ['Amazon', 'OutboundCall', 'OutboundCallStateChange'],
    type: ['CallType', 'Regular-Call'],
    events: ['Ringing', 'Answered', 'ACW', 'DROPPED'],
    members:
      'ButtonStates ActionsAllowed ResponseType ResponseText ResponseActual CallVariables ExtendedCallVariable ' +
      'ResponseFields User id event CallType',
    objects: ['ButtonStates', 'ResponseActual', 'CallVariables', 'ResponseFields', 'User'],
    key: ['CallVariables', 'LCMKey'],
  },
  {
    page: 'v1 call-event-parameters',
    call: { softphone: 'amazon', kind: 'inbound', user: null },
    envelope: ['Amazon', 'InboundCall', 'InboundCallStateChange'],
    type: ['CallType', 'inbound'],
    events: ['connecting', 'connected', 'ACW', 'Dropped'],
    members:
      'ButtonStates ActionsAllowed ResponseType ResponseText ResponseActual CallVariables ExtendedCallVariables ' +
      'ResponseFields id event CallType',
    objects: ['ButtonStates', 'ResponseActual', 'CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'LCMKey'],
  },
  {
    page: 'outbound-call',
    call: { softphone: 'webex' },
    envelope: ['Webex cc', 'Outbound', 'OutboundCallStateChange'],
    type: ['callType', 'Regular_call'],
    events: [
      'eAgentOfferContact',
      'CustAnswered',
      'eCallRecordingStarted',
      'eAgentContactEnded',
      'acw',
      'DROPPED',
    ],
    members: 'ResponseActual CallVariables ResponseFields id event callType',
    objects: ['ResponseActual', 'CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'AccountNumber'],
  },
  {
    page: 'v1 manual-outbound-apis-3',
    call: { softphone: 'webex', kind: 'manual' },
    envelope: ['Webex CC', 'Outbound', 'OutboundCallStateChange'],
    type: ['CallType', 'Outbound'],
    events: [
      'eAgentOfferContact',
      'CustAnswered',
      'eCallRecordingStarted',
      'eAgentContactEnded',
      'acw',
      'DROPPED',
    ],
    members: 'ResponseActual CallVariables ResponseFields id event CallType',
    objects: ['ResponseActual', 'CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'AccountNumber'],
  },
  {
    page: 'incoming-call-1',
    call: { softphone: 'webex', kind: 'inbound' },
    envelope: ['Webex CC', 'Inbound', 'InboundCallStateChange'],
    type: ['callType', 'Inbound'],
    events: [
      'connected',
      'eAgentContactAssigned',
      'eCallRecordingstarted',
      'eAgentContactEnded',
      'acw',
      'DROPPED',
    ],
    members: 'ResponseActual CallVariables ResponseFields id event callType',
    objects: ['ResponseActual', 'CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'AccountNumber'],
  },
  {
    page: 'call-event-parameters-4',
    call: { softphone: 'five9' },
    envelope: ['Five9', 'Outbound', 'OutboundCallStateChange'],
    type: ['CallType', 'Outbound'],
    events: ['ringing_on_other_side', 'talking', 'finished'],
    members: 'CallVariables ResponseFields id event CallType',
    objects: ['CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'AccountNumber'],
  },
  {
    page: 'manual-outbound-apis-1',
    call: { softphone: 'five9', kind: 'manual' },
    envelope: ['Five9', 'Outbound', 'OutboundCallStateChange'],
    type: ['CallType', 'Outbound'],
    events: ['ringing_on_other_side', 'talking', 'finished', 'WRAP_UP'],
    members: 'CallVariables ResponseFields id event CallType',
    objects: ['CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'AccountNumber'],
  },
  {
    page: 'call-event-parameters-3',
    call: { softphone: 'five9', kind: 'inbound' },
    envelope: ['Five9', 'Inbound', 'InboundCallStateChange'],
    type: ['CallType', 'Inbound'],
    events: ['offered', 'talking', 'finished'],
    members: 'ResponseActual CallVariables ResponseFields id event CallType',
    objects: ['ResponseActual', 'CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'AccountNumber'],
  },
  {
    page: 'call-event-parameters-6',
    call: { softphone: 'finesse' },
    envelope: ['Finesse', 'Outbound', 'OutboundCallStateChange'],
    type: ['CallType', 'Outbound Preview'],
    events: ['Alerting', 'active', 'wrap-up', 'dropped'],
    members: 'ResponseActual Callvariables responsefields id event CallType',
    objects: ['ResponseActual', 'Callvariables', 'responsefields'],
    key: ['Callvariables', 'BAAccountNumber'],
  },
  {
    page: 'make-a-call-4',
    call: { softphone: 'finesse', kind: 'manual' },
    envelope: ['Finesse', 'Outbound', 'OutboundCallStateChange'],
    type: ['CallType', 'Ob_out'],
    events: ['Alerting', 'active', 'wrap-up', 'dropped'],
    members: 'ResponseActual Callvariables responsefields id event CallType',
    objects: ['ResponseActual', 'Callvariables', 'responsefields'],
    key: ['Callvariables', 'BAAccountNumber'],
  },
  {
    page: 'v1 call-event-parameters-5',
    call: { softphone: 'finesse', kind: 'inbound' },
    envelope: ['Finesse', 'Inbound', 'InboundCallStateChange'],
    type: ['CallType', 'PREROUTE_ACD_IN'],
    events: ['Alerting', 'active', 'wrap-up', 'dropped'],
    members: 'ResponseActual Callvariables responsefields id event CallType',
    objects: ['ResponseActual', 'Callvariables', 'responsefields'],
    key: ['Callvariables', 'BAAccountNumber'],
  },
  {
    page: 'call-event-parameters-2',
    call: { softphone: 'genesys', user: 'ana' },
    envelope: ['Genesys', 'Outbound', 'OutboundCallStateChange'],
    type: ['CallType', 'Outbound'],
    events: ['alerting', 'connected', 'disconnected', 'ACW', 'terminated'],
    members: 'User CallVariables ResponseFields id event CallType',
    objects: ['User', 'CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'LCMKey'],
  },
  {
    page: 'call-event-parameters-1',
    call: { softphone: 'genesys', kind: 'inbound' },
    envelope: ['Genesys', 'Inbound', 'InboundCallStateChange'],
    type: ['CallType', 'Inbound'],
    events: ['alerting', 'connected', 'disconnected', 'ACW', 'terminated'],
    members: 'ResponseActual CallVariables ResponseFields id event CallType',
    objects: ['ResponseActual', 'CallVariables', 'ResponseFields'],
    key: ['CallVariables', 'AccountNumber'],
  },
  {
    page: 'get-call-information',
    call: { softphone: 'lcm' },
    envelope: ['LCM', 'Outbound', 'OutBoundCallStateChange'],
    type: ['CallType', 'OUTBOUND'],
    events: ['Ringing', 'Answered', 'ACW', 'DROPPED'],
    members:
      'ButtonStates ActionsAllowed ResponseType ResponseText ResponseActual CallVariables ExtendedCallVariable ' +
      'ResponseFields User id event CallType',
    objects: ['ButtonStates', 'ResponseActual', 'CallVariables', 'ResponseFields', 'User'],
    key: ['CallVariables', 'LCMKey'],
  },
] as const;

describe('events as the pages have them', () => {
  test.each(PAGES)('$page', async ({ call, envelope, type, events, members, objects, key }) => {
    const heard = await life(call, events.length);
    expect(told(heard)).toEqual(events);
    for (const event of heard) {
      expect([event.channel, event.topic, event.subtopic]).toEqual(envelope);
      expect((event.message ?? event.data)?.source).toBe('event');
      const body = callIn(event);
      expect(Object.keys(body).join(' ')).toBe(members);
      expect(body[type[0]]).toBe(type[1]);
      for (const name of objects) expect(Object.getPrototypeOf(body[name])).toBe(Object.prototype);
      expect(body[key[0]]).toMatchObject({ [key[1]]: '5|3|1' });
    }
  });

  test('the incoming call of Amazon is as the sample of incoming-call', async () => {
    const wanted = { softphone: 'amazon', kind: 'inbound', type: 'agent', user: null, lcmKey: '' } as const;
    const [event] = await life({ ...wanted, story: ['ringing'], contactNumber: '+161081111' }, 1);
    const hidden = 'disconnect hold resume clearContact consult numberpad swap transfer conference';
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown;
    expect(event).toEqual({
      channel: 'Amazon',
      topic: 'InboundCall',
      subtopic: 'InboundCallStateChange',
      message: {
        call: {
          ButtonStates: {
            items: {
              answer: 'Enable',
              reject: 'Enable',
              ...Object.fromEntries(hidden.split(' ').map((name) => [name, 'Hide'])),
            },
            count: 11,
          },
          ActionsAllowed: null,
          ResponseType: 0,
          ResponseText: 'Success',
          ResponseActual: {
            connectionId: 'c-1',
            contactId: 'c-1',
            phoneNumber: '+161081111',
            status: 'connecting',
            statusTimestamp: at,
            type: 'agent',
            buttonStates: {
              answer: true,
              reject: true,
              ...Object.fromEntries(hidden.split(' ').map((name) => [name, false])),
            },
          },
          // The sample's call has no contact of a campaign, so its variables have no name.
          CallVariables: {
            ANI: '+161081111',
            DNIS: '+16013261548',
            ContactName: expect.any(String) as unknown,
            ContactNumber: '+161081111',
          },
          ExtendedCallVariables: null,
          ResponseFields: {
            Participants: [],
            MediaProperties: { callType: 'agent', queueName: 'InboundTest', queueTimestamp: at },
            fromAddress: '+161081111',
            CallState: 'connecting',
            Type: 'agent',
            CurrentStateTime: at,
            Campaign: '',
            DN: 'InboundTest',
          },
          id: 'c-1',
          event: 'connecting',
          CallType: 'agent',
        },
        source: 'event',
      },
    });
  });

  test('LCM’s own translation comes as `data`, with a source', async () => {
    const [event] = await life({ softphone: 'lcm' }, 1);
    expect(event).toMatchObject({ source: 'LCM', data: { source: 'event' } });
    expect(event).not.toHaveProperty('message');
  });
});

describe('the agent', () => {
  test('is an object with a login name where the page has `User`', async () => {
    const [event] = await life({ user: 'ana' }, 1);
    expect(callIn(event!)['User']).toEqual({
      name: 'Agent ana',
      extension: '',
      loginName: 'ana',
      muted: false,
      softphoneEnabled: false,
    });
  });

  test.each([
    [{ user: null }, null],
    [{ user: '' }, null],
    [{ user: '', form: 'plain' as const }, ''],
    [{ user: 'ana', form: 'plain' as const }, 'ana'],
    [{ user: { agentId: 7 } }, { agentId: 7 }],
  ])('%j', async (wanted, user) => {
    const [event] = await life(wanted, 1);
    expect(callIn(event!)['User']).toEqual(user);
  });

  test('has a domain at Five9 and Genesys, is an id and a participant at Webex, and an extension at Finesse', async () => {
    const [five9] = await life({ softphone: 'five9', user: 'ana' }, 1);
    expect(callIn(five9!)).toMatchObject({ ResponseFields: { CallAgent: 'ana@five9.example' } });
    const [genesys] = await life({ softphone: 'genesys', user: 'ana' }, 1);
    expect(callIn(genesys!)['User']).toEqual({ UserId: 'Agent ana', Extension: 'ana@genesys.example' });
    const [webex] = await life({ softphone: 'webex', user: 'ana' }, 1);
    expect(callIn(webex!)).toMatchObject({
      ResponseActual: { id: expect.stringMatching(/^[\da-f-]{36}$/) as string },
    });
    const participants = Object.values(
      (callIn(webex!)['ResponseActual'] as { participants: object }).participants,
    );
    expect(participants).toMatchObject([{ pType: 'Agent', name: 'ana' }, { pType: 'Customer' }]);
    const [finesse] = await life({ softphone: 'finesse', user: 'ana' }, 1);
    expect(JSON.stringify(finesse)).not.toContain('"ana"');
  });

  test('is told by SetAgentState to each client, and on demand', async () => {
    const agentState = { event: 'SetAgentState', user: 'ana', state: 'Available' } as const;
    const simulator = await simulatorFor({ agentState });
    const client = await clientFor(simulator.url);
    expect(await client.next()).toMatchObject({
      channel: 'Amazon',
      topic: 'Agent',
      subtopic: 'SetAgentState',
      message: {
        rules: { ButtonStates: { items: { NotReady: 'Enable', Ready: 'Hide' }, count: 5 } },
        data: { muted: false, loginName: 'ana' },
        event: 'Available',
        source: 'event',
      },
    });
    simulator.tellAgentState({ event: 'SetAgentDetails', user: 'ben', state: 'ACW' });
    expect(await client.next()).toEqual({
      channel: 'Amazon',
      topic: 'OutboundCall',
      subtopic: 'SetAgentDetails',
      message: { blendingState: 'Outbound', agentState: 'ACW', agentName: 'ben', dialingType: 'Nailed' },
    });
  });
});

describe('stories', () => {
  test.each([
    ['preview', 'Preview Initiate Started Ringing Answered ACW DROPPED'],
    ['skipped', 'Preview DROPPED'],
    ['unanswered', 'Ringing DROPPED'],
    ['machine', 'Ringing Answered Machine ACW DROPPED'],
    ['hold', 'Ringing Answered Hold CustAnswered ACW DROPPED'],
    ['life', 'Preview Initiate Started Ringing Answered CustAnswered Human Hold CustAnswered ACW DROPPED'],
  ] as const)('%s', async (story, events) => {
    expect(told(await life({ story }, events.split(' ').length)).join(' ')).toBe(events);
  });

  test.each([
    ['unanswered', 'missed'],
    ['rejected', 'Rejected'],
  ] as const)('an inbound call that is %s', async (story, last) => {
    expect(told(await life({ story, kind: 'inbound' }, 2))).toEqual(['connecting', last]);
  });

  test.each([
    [
      'consult',
      'Ringing Answered Hold c-1-leg:_Consult Swapped c-1-leg:_Swapped CustAnswered c-1-leg:_DROPPED ACW DROPPED',
    ],
    [
      'conference',
      'Ringing Answered Hold c-1-leg:_Consult Conference c-1-leg:_Conference c-1-leg:_DROPPED ACW DROPPED',
    ],
    ['transferred', 'Ringing Answered Hold c-1-leg:_Consult DROPPED c-1-leg:_DROPPED'],
  ] as const)('in a %s, the leg is a call of its own', async (story, words) => {
    const events = words.split(' ').map((word) => word.replace('_', ' '));
    const heard = await life({ story }, events.length);
    expect(told(heard)).toEqual(events);
    const leg = callIn(heard.find((event) => callIn(event)['id'] === 'c-1-leg')!);
    expect(leg).toMatchObject({ CallType: 'Consult', ResponseActual: { contactId: 'c-1' } });
  });

  test('an inbound call of two connections has the contact in common', async () => {
    const heard = await life({ kind: 'inbound', story: 'twoConnections' }, 7);
    expect(told(heard)).toEqual([
      'c-1-leg: connecting',
      'connecting',
      'c-1-leg: connected',
      'connected',
      'c-1-leg: Dropped',
      'ACW',
      'Dropped',
    ]);
    expect(heard.map((event) => callIn(event)['CallType'])).toEqual(
      'agent inbound agent inbound agent inbound inbound'.split(' '),
    );
    for (const event of heard) expect(callIn(event)).toMatchObject({ ResponseActual: { contactId: 'c-1' } });
  });

  test('of one’s own, step by step', async () => {
    expect(told(await life({ story: ['ringing', 'wait:ring', 'human', 'leg:consulting'] }, 3))).toEqual([
      'Ringing',
      'Human',
      'c-1-leg: Consult',
    ]);
  });

  test('a call that the vendor does not document is an error', async () => {
    const simulator = await simulatorFor();
    expect(() => simulator.ring({ softphone: 'lcm', kind: 'inbound' })).toThrow('no inbound call');
  });

  test.each(SOFTPHONES)('a simulator for %s rings its calls', async (softphone) => {
    const [heard] = await life({}, 1, { softphone });
    const [named] = await life({ softphone }, 1);
    expect([heard?.channel, heard?.subtopic]).toEqual([named?.channel, named?.subtopic]);
  });
});

describe('odd events', () => {
  const withOdd = (kind: string, count: number, wanted: Partial<SimulatedCall> = {}): Promise<Heard[]> =>
    life(wanted, count, { faults: { oddEvents: { kind: kind as 'twice' } } });

  test('twice', async () => {
    const heard = await withOdd('twice', 8);
    expect(told(heard).join(' ')).toBe('Ringing Ringing Answered Answered ACW ACW DROPPED DROPPED');
  });

  test('swapped', async () => {
    expect(told(await withOdd('swapped', 4))).toEqual(['Answered', 'Ringing', 'DROPPED', 'ACW']);
    expect(told(await withOdd('swapped', 1, { story: ['ringing'] }))).toEqual(['Ringing']);
  });

  test('without an end', async () => {
    const heard = await withOdd('missingEnd', 2, {
      story: ['ringing', 'dropped', 'afterCallWork', 'answered'],
    });
    expect(told(heard)).toEqual(['Ringing', 'Answered']);
  });

  test('without the LCM key in later events', async () => {
    const heard = await withOdd('missingKey', 4);
    const keys = heard.map((event) => 'LCMKey' in (callIn(event)['CallVariables'] as object));
    expect(keys).toEqual([true, false, false, false]);
  });

  test('of another agent, and of nobody', async () => {
    const [another] = await withOdd('anotherAgent', 1, { user: 'ana' });
    expect(callIn(another!)['User']).toMatchObject({ loginName: 'otheragent' });
    const [nobody] = await withOdd('nobody', 1, { user: 'ana' });
    expect(callIn(nobody!)['User']).toBeNull();
  });

  test.each([
    ['translated', ['Amazon c-1', 'LCM c-1']],
    ['translatedFirst', ['LCM c-1', 'Amazon c-1']],
    ['translatedWithOtherId', ['Amazon c-1', 'LCM lcm-c-1']],
  ])('%s: LCM tells of the same call too', async (kind, both) => {
    const heard = await withOdd(kind, 2);
    expect(heard.map((event) => `${event.channel} ${String(callIn(event)['id'])}`)).toEqual(both);
  });

  test('at a chance', async () => {
    const rolls = [0.9, 0.1, 0.9, 0.9];
    const heard = await life({}, 5, {
      random: () => rolls.shift() ?? 0.9,
      faults: { oddEvents: { probability: 0.5, kind: 'twice' } },
    });
    expect(told(heard)).toEqual(['Ringing', 'Answered', 'Answered', 'ACW', 'DROPPED']);
  });
});
