import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallReader, type BusReading } from '#main/calls/dialects/call-reader.ts';
import { DIALECTS } from '#main/calls/dialects/rows.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { callReferenceSchema } from '#shared/contract/requests/calls.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';

/** Any JSON value, texts of every kind among them. */
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', minLength: 100, maxLength: 300 }),
  fc.constantFrom<unknown>('A\tB', 'Outbound Preview', '\ud800', '\u202eevil', 'x'.repeat(100_000), 7, null),
  fc.constantFrom<unknown>('W. Europe Standard Time', 'Europe/Madrid', '+01:00', 'e\u0301'.repeat(200)),
);

/** A reader by the settings file. */
function reader(settings: object = {}): (envelope: object, agent: string | null) => BusReading | null {
  const { busEvents, calls } = settingsSchema.parse(settings);
  const read = createCallReader({ mappings: busEvents, types: calls.types, busIsOwn: calls.busIsOwn });
  return (envelope, agent) => read(asEnvelope(envelope), agent);
}

function asEnvelope(raw: object): Envelope {
  const reading = readEnvelope(raw);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

const read = reader();

function stateChange(call: object, envelope: object = {}): object {
  return {
    channel: 'Amazon',
    topic: 'OutboundCall',
    subtopic: 'OutboundCallStateChange',
    message: {
      call: {
        id: 'a-1',
        event: 'Answered',
        CallType: 'Outbound',
        CallVariables: { LCMKey: '178|3|3|0|0|84|-1', ContactName: 'Inés Álvarez' },
        User: 'testagent',
        ...call,
      },
    },
    ...envelope,
  };
}

const AMAZON = { channel: 'Amazon', topic: 'OutboundCall', subtopic: 'OutboundCallStateChange' };
/** A settings file of before the dialects: everything is in it. */
const COMPLETE = {
  ...AMAZON,
  callId: '/message/call/id',
  lcmKey: '/message/call/CallVariables/LCMKey',
  type: '/message/call/CallType',
  contact: '/message/call/CallVariables/ContactName',
  agent: '/message/call/User',
  phase: '/message/call/event',
  ringing: ['Initiate', 'Ringing'],
  talking: ['Answered', 'CustAnswered', 'Hold'],
  ended: ['DROPPED', 'ACW', 'Gone'],
};

describe('a call on the bus', () => {
  it.each([
    ['Ringing', 'ringing'],
    ['answered', 'talking'],
    ['DROPPED', 'dropped'],
    ['ACW', 'afterCallWork'],
  ])('is read with its moment: %s', (event, moment) => {
    expect(read(stateChange({ event }), 'TestAgent')).toEqual({
      ok: true,
      event: {
        call: {
          callId: 'a-1',
          lcmKey: '178|3|3|0|0|84|-1',
          type: 'OUTBOUND',
          contact: 'Inés Álvarez',
          zone: null,
        },
        moment,
        unmappedType: null,
        whose: 'own',
        isLeg: false,
        partOf: null,
        dialect: 'amazon outbound',
      },
      amended: [],
    });
  });

  it('is read with its contact’s time zone if the settings name the field and the zone is valid', () => {
    const readZone = reader({ busEvents: [{ ...AMAZON, zone: '/message/call/CallVariables/TimeZone' }] });
    const zone = (TimeZone: unknown) => {
      const event = stateChange({ CallVariables: { LCMKey: '5|3', TimeZone } });
      const reading = readZone(event, 'testagent');
      return reading?.ok === true ? reading.event.call.zone : reading;
    };
    expect(zone(' Asia/Kolkata ')).toBe('Asia/Kolkata');
    expect(zone('W. Europe Standard Time')).toBe('Europe/Berlin');
    for (const other of ['IST', '', 330, null]) {
      expect(zone(other)).toBeNull();
    }
  });

  it('is recognised by channel, topic and subtopic in any case and with blanks', () => {
    const envelope = { channel: ' amazon', topic: 'OUTBOUND_CALL', subtopic: ' outboundCallStateChange ' };
    expect(read(stateChange({}, envelope), 'testagent')).not.toBeNull();
    expect(read(stateChange({}, { topic: 'Agent' }), 'testagent')).toBeNull();
  });

  it('is read where an object in it was written twice as JSON', () => {
    const call = { CallVariables: '{"LCMKey":"5|3|1"}', User: '{"loginName":"testagent"}' };
    expect(read(stateChange(call), 'testagent')).toMatchObject({
      event: { call: { lcmKey: '5|3|1' }, whose: 'own' },
    });
    const message = { call: { id: 'a-1', event: 'Answered', ...call } };
    const texts = [JSON.stringify(message), { call: JSON.stringify(message.call) }];
    for (const text of texts)
      expect(read({ ...AMAZON, message: text }, 'testagent')).toMatchObject({
        event: { call: { callId: 'a-1', lcmKey: '5|3|1' } },
      });
    // A key is a text, whatever it looks like.
    expect(read(stateChange({ CallVariables: { LCMKey: '[5]' } }), 'testagent')).toMatchObject({
      event: { call: { lcmKey: '[5]' } },
    });
  });

  it('of another agent is ignored; a call that names no agent is nobody’s', () => {
    expect(read(stateChange({ User: 'somebody' }), 'testagent')).toBeNull();
    expect(read(stateChange({ User: { id: 7, loginName: 'somebody' } }), 'testagent')).toBeNull();
    for (const User of ['', null, {}, [], { roles: ['Agent'], extension: '5063' }])
      expect(read(stateChange({ User }), 'testagent')).toMatchObject({ event: { whose: 'nobody' } });
  });

  it('that names no agent is the agent’s own if the settings say that the bus is', () => {
    const own = reader({ calls: { busIsOwn: true } });
    expect(own(stateChange({ User: {} }), 'testagent')).toMatchObject({ event: { whose: 'own' } });
    expect(own(stateChange({ User: 'somebody' }), 'testagent')).toBeNull();
    // It waits for whoever signs in.
    expect(own(stateChange({ User: {} }), null)).toMatchObject({ event: { whose: 'own' } });
  });

  it('is not taken for anybody before an agent has signed in', () => {
    expect(read(stateChange({ User: 'somebody' }), null)).toBeNull();
    expect(read(stateChange({ User: '' }), null)).toMatchObject({ event: { whose: 'nobody' } });
  });

  it('is ignored if its event is none of those in the mapping', () => {
    expect(read(stateChange({ event: 'Sneezed' }), 'testagent')).toBeNull();
  });

  it.each([
    ['no id', { id: null }, { field: 'callId', why: 'missing' }],
    ['the text “null” as its id', { id: 'null' }, { field: 'callId', why: 'missing' }],
    ['an object as its id', { id: {} }, { field: 'callId', why: 'missing' }],
    ['an id that lost digits', { id: 2 ** 53 }, { field: 'callId', why: 'missing' }],
    ['control characters in the id', { id: 'a\u0007b' }, { field: 'callId', why: 'badCharacters' }],
    ['a lone surrogate in the id', { id: 'a\ud800' }, { field: 'callId', why: 'badCharacters' }],
    ['a mark of direction in the id', { id: 'a\u202eb' }, { field: 'callId', why: 'badCharacters' }],
    ['an id that is too long', { id: 'x'.repeat(257) }, { field: 'callId', why: 'tooLong' }],
    [
      'control characters in the LCM key',
      { CallVariables: { LCMKey: 'a\u0000' } },
      { field: 'lcmKey', why: 'badCharacters' },
    ],
  ])('is not taken with %s', (_name, call, fault) => {
    expect(read(stateChange(call), 'testagent')).toEqual({ ok: false, fault });
  });

  it('may leave its LCM key out: the event then tells only of a call that is known', () => {
    for (const CallVariables of [{}, null, 'none', { LCMKey: {} }, { LCMKey: ' ' }])
      expect(read(stateChange({ CallVariables }), 'testagent')).toMatchObject({
        ok: true,
        event: { call: { callId: 'a-1', lcmKey: null }, moment: 'talking' },
      });
  });

  it.each([
    ['an object', { lcm_key: '5|3' }],
    ['an object of objects', { 'LCM Key': { name: 'LCM Key', value: '5|3' } }],
    ['a list of pairs', [{ name: 'x' }, { Name: 'LCMKEY', Value: '5|3' }]],
    ['a list of one object', [{ AccountNumber: ['5|3'] }]],
    ['Finesse’s list', { CallVariable: [{ name: 'user.LCMKey', value: '5|3' }] }],
    [
      'several variables: the clearest counts',
      { AccountNumber: 'IBAN', BAAccountNumber: 'x', LCMKey: '5|3' },
    ],
  ])('may have its call variables as %s', (_name, CallVariables) => {
    expect(read(stateChange({ CallVariables }), 'testagent')).toMatchObject({
      event: { call: { lcmKey: '5|3' } },
    });
  });

  it('is taken by the first mapping that finds its identity', () => {
    const first = { ...COMPLETE, lcmKey: '/message/call/CallVariables/Konto' };
    const both = reader({ busEvents: [first, COMPLETE] });
    expect(both(stateChange({}), 'testagent')).toMatchObject({ event: { call: { lcmKey: /^178/ } } });
    const neither = both(stateChange({ CallVariables: { AccountNumber: 'IBAN' } }), 'testagent');
    expect(neither).toMatchObject({ ok: true, event: { call: { lcmKey: null } } });
  });

  it('is there if it has no readable phase', () => {
    for (const event of [undefined, null, {}, ['Answered', 'Hold'], true, ' '])
      expect(read(stateChange({ event }), 'testagent')).toMatchObject({
        ok: true,
        event: { moment: null },
        amended: ['phase'],
      });
  });

  it('may have a number as its id, in any field that the settings name', () => {
    const mapped = reader({
      busEvents: [
        {
          channel: 'CTI',
          topic: 'Call',
          subtopic: 'Changed',
          callId: '/data/0/a~1b',
          lcmKey: '/data/0/key',
          phase: '/data/0/state',
          defaultType: 'inbound',
          ended: ['over'],
        },
      ],
    });
    const event = {
      channel: 'CTI',
      topic: 'Call',
      subtopic: 'Changed',
      data: [{ 'a/b': 77, key: '5|3', state: 'over' }],
    };
    expect(mapped(event, null)).toMatchObject({
      event: {
        call: { callId: '77', lcmKey: '5|3', type: 'INBOUND' },
        moment: 'dropped',
        dialect: 'settings',
      },
    });
  });

  it('is there whatever the other fields are', () => {
    const withZone = reader({ busEvents: [{ ...AMAZON, zone: '/message/call/CallVariables/TimeZone' }] });
    const phases = ['Ringing', 'Answered', 'ACW', null, {}, [], false, ''];
    fc.assert(
      fc.property(
        anyValue,
        anyValue,
        anyValue,
        fc.constantFrom<unknown>(...phases),
        fc.dictionary(fc.string(), anyValue, { maxKeys: 3 }),
        (CallType, ContactName, TimeZone, event, more) => {
          const variables = { ...more, LCMKey: '178|3', ContactName, TimeZone };
          const message = {
            call: { ...more, id: 'a-1', CallType, event, CallVariables: variables, User: '' },
          };
          const reading = withZone(stateChange({}, { message }), 'testagent');
          expect(reading).toMatchObject({ ok: true, event: { call: { callId: 'a-1', lcmKey: '178|3' } } });
          if (reading?.ok !== true) return;
          const { call } = reading.event;
          const named = { ...call, type: call.type ?? 'OUTBOUND' };
          expect(callReferenceSchema.safeParse(named).error).toBeUndefined();
          expect(call.contact ?? 'none').not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of another agent is never taken, whatever else the event says, in any dialect', () => {
    const own = reader({ calls: { busIsOwn: true } });
    const other = fc.oneof(
      fc.constantFrom<unknown>('ben', 'CORP\\ben', 'ben@example.com', 7, ['ben', 'eva']),
      fc.constantFrom<unknown>({ loginName: 'ben' }, { UserId: 'Ben B', Extension: 'ben' }, [{ id: 7 }]),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...DIALECTS),
        other,
        fc.object(),
        fc.object(),
        (dialect, User, more, fields) => {
          const { channels, topics, subtopics } = dialect;
          const call = { ...more, id: 'a-1', event: 'ACW', ResponseFields: fields, User };
          const envelope = {
            channel: channels[0],
            topic: topics[0],
            subtopic: subtopics[0],
            message: { call },
          };
          expect(own(envelope, 'ana')).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws for any message on the bus', () => {
    const site = reader({ busEvents: [{ dialect: 'five9 outbound', contact: '/message' }] });
    fc.assert(
      fc.property(fc.constantFrom(...DIALECTS), fc.object(), anyValue, (dialect, message, call) => {
        const [channel, topic, subtopic] = [dialect.channels[0], dialect.topics[0], dialect.subtopics[0]];
        for (const body of [message, call, { call }, { call: message }, [{ call: [message] }]])
          site({ channel, topic, subtopic, message: body, data: body }, 'ana');
      }),
    );
  });

  it('is read among hostile members, however many or large they are', () => {
    const variables = JSON.parse(
      '{"__proto__": {"LCMKey": "1|1"}, "constructor": "x", "lcmkey": "5|3"}',
    ) as object;
    expect(read(stateChange({ CallVariables: variables }), 'testagent')).toMatchObject({
      event: { call: { lcmKey: '5|3' } },
    });
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`v${at}`, 'x']));
    const huge = 'x'.repeat(30_000_000);
    for (const CallVariables of [many, huge, { [huge]: huge, LCMKey: huge }, [huge, many]])
      read(stateChange({ CallVariables, CallType: huge, event: huge, id: huge, User: [huge] }), 'testagent');
    read(stateChange({ CallVariables: many, User: many, ResponseFields: many }), 'testagent');
    expect(({} as { LCMKey?: unknown }).LCMKey).toBeUndefined();
  });
});

describe('a mapping of the settings', () => {
  it('that is complete is read as before the dialects', () => {
    const site = reader({ busEvents: [COMPLETE] });
    const moments = ['Preview', 'Initiate', 'Hold', 'Swapped', 'ACW', 'Gone', 'Dropped'].map((event) => {
      const reading = site(stateChange({ event }), 'testagent');
      return reading?.ok === true ? reading.event.moment : reading;
    });
    expect(moments).toEqual([null, 'ringing', 'held', null, 'afterCallWork', 'dropped', 'dropped']);
    expect(site(stateChange({ User: 'somebody' }), 'testagent')).toBeNull();
  });

  it('may say only where the LCM key of a dialect is', () => {
    const site = reader({
      busEvents: [{ dialect: 'finesse outbound', lcmKey: '/message/call/CallVariables/Konto' }],
    });
    const envelope = { channel: 'CISCO', topic: 'OutboundCall' };
    const call = {
      CallVariables: { konto: '5|3', AccountNumber: 'IBAN', BABuddyName: 'Berry,David' },
      CallType: 'Outbound Direct Preview',
      event: 'WRAP_UP',
    };
    expect(site(stateChange(call, envelope), 'testagent')).toMatchObject({
      event: {
        call: { callId: 'a-1', lcmKey: '5|3', type: 'OUTBOUND', contact: 'Berry,David' },
        moment: 'afterCallWork',
        dialect: 'settings',
      },
    });
    const without = stateChange({ ...call, CallVariables: { AccountNumber: 'IBAN' } }, envelope);
    expect(site(without, 'testagent')).toMatchObject({ event: { call: { lcmKey: null } } });
    // The other dialects are as they were.
    expect(site(stateChange({}), 'testagent')).toMatchObject({ event: { dialect: 'amazon outbound' } });
  });

  it('may name an envelope of its own, and only the LCM key in it', () => {
    const names = { channel: 'Phone', topic: 'Call', subtopic: 'Changed' };
    const site = reader({ busEvents: [{ ...names, lcmKey: '/message/call/CallVariables/Konto' }] });
    const event = stateChange({ CallVariables: { Konto: '5|3' }, event: 'finished' }, names);
    expect(site(event, 'testagent')).toMatchObject({
      event: { call: { callId: 'a-1', lcmKey: '5|3' }, moment: 'dropped', whose: 'own' },
    });
    expect(site(event, 'somebody')).toBeNull();
  });

  it('may read an envelope of its own as a dialect', () => {
    const site = reader({ busEvents: [{ dialect: 'amazon inbound', channel: 'Amazon EU' }] });
    const event = stateChange(
      { CallType: 'outbound' },
      { channel: 'AmazonEU', topic: 'Inbound', subtopic: 'InboundCallStateChange' },
    );
    expect(site(event, 'testagent')).toMatchObject({ event: { call: { type: 'MANUAL' } } });
  });

  it('may say that the event does not carry a fact', () => {
    const site = reader({ busEvents: [{ ...AMAZON, contact: '', agent: '' }] });
    expect(site(stateChange({}), 'ana')).toMatchObject({
      event: { whose: 'nobody', call: { contact: null } },
    });
  });
});

describe('a call type', () => {
  const typeOf = (CallType: unknown, types: object = {}) => {
    const reading = reader({ calls: { types } })(stateChange({ CallType }), 'testagent');
    if (reading?.ok !== true) return reading;
    const { call, unmappedType, isLeg } = reading.event;
    return [isLeg ? (call.type ?? 'none') : call.type, unmappedType];
  };

  it.each([
    ['Regular-Call', 'OUTBOUND'],
    ['regular call', 'OUTBOUND'],
    ['REGULAR_CALL', 'OUTBOUND'],
    ['Outbound Direct Preview', 'OUTBOUND'],
    ['OUTBOUND', 'OUTBOUND'],
    ['Manual', 'MANUAL'],
    ['PREROUTE_ACD_IN', 'INBOUND'],
    ['Inbound', 'INBOUND'],
    ['Consult', 'none'],
    ['AGENT_INSIDE', 'none'],
    [undefined, 'OUTBOUND'],
    [{}, 'OUTBOUND'],
  ])('%s is %s', (type, meaning) => expect(typeOf(type)).toEqual([meaning, null]));

  it.each([
    ['Chat', 'CHAT'],
    ['Outbound Survey', 'OUTBOUND'],
    ['Blended Call', 'OUTBOUND'],
    ['¿?', 'OUTBOUND'],
  ])('that nobody has mapped is there and told: %s', (type, named) => {
    expect(typeOf(type)).toEqual([named, type]);
  });

  it('may be mapped by the settings, whatever the dialect says of it', () => {
    const types = { 'blended call': 'manual', Regular_Call: 'INBOUND', chat: 'None', Consult: 'OUTBOUND' };
    expect(typeOf('Blended-Call', types)).toEqual(['MANUAL', null]);
    expect(typeOf('Regular-Call', types)).toEqual(['INBOUND', null]);
    expect(typeOf('CHAT', types)).toEqual(['none', null]);
    expect(typeOf('Consult', types)).toEqual(['OUTBOUND', null]);
    expect(typeOf('Outbound', types)).toEqual(['OUTBOUND', null]);
  });
});
