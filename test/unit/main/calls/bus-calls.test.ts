import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBusCall } from '#main/calls/bus-calls.ts';
import { callReferenceSchema } from '#shared/contract/requests/calls.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';

/** Any JSON value, texts of every kind among them. */
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', minLength: 100, maxLength: 300 }),
  fc.constantFrom<unknown>('A\tB', 'Outbound Preview', '\ud800', '\u202eevil', 'x'.repeat(100_000), 7, null),
  fc.constantFrom<unknown>('W. Europe Standard Time', 'Europe/Madrid', '+01:00', 'e\u0301'.repeat(200)),
);

const { busEvents } = settingsSchema.parse({});

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

describe('a call on the bus', () => {
  it.each([
    ['Ringing', 'ringing'],
    ['answered', 'talking'],
    ['DROPPED', 'ended'],
    ['ACW', 'ended'],
  ])('is read with its phase: %s', (event, phase) => {
    expect(readBusCall(stateChange({ event }), busEvents, 'TestAgent')).toEqual({
      ok: true,
      call: {
        callId: 'a-1',
        lcmKey: '178|3|3|0|0|84|-1',
        type: 'OUTBOUND',
        contact: 'Inés Álvarez',
        zone: null,
      },
      phase,
      amended: [],
    });
  });

  it('is read with its contact’s time zone if the settings name the field and the zone is valid', () => {
    const mapping = settingsSchema.parse({
      busEvents: [{ ...busEvents[0], zone: '/message/call/CallVariables/TimeZone' }],
    }).busEvents;
    const zone = (TimeZone: unknown) => {
      const event = stateChange({ CallVariables: { LCMKey: '5|3', TimeZone } });
      const reading = readBusCall(event, mapping, 'testagent');
      return reading?.ok === true ? reading.call.zone : reading;
    };
    expect(zone(' Asia/Kolkata ')).toBe('Asia/Kolkata');
    expect(zone('W. Europe Standard Time')).toBe('Europe/Berlin');
    for (const other of ['IST', '', 330, null]) {
      expect(zone(other)).toBeNull();
    }
  });

  it('is recognised by channel, topic and subtopic in any case and with blanks', () => {
    const envelope = { channel: ' amazon', topic: 'OUTBOUNDCALL', subtopic: ' outboundCallStateChange ' };
    expect(readBusCall(stateChange({}, envelope), busEvents, 'testagent')).not.toBeNull();
  });

  it('of another agent is ignored; a call that names no agent is taken', () => {
    expect(readBusCall(stateChange({ User: 'somebody' }), busEvents, 'testagent')).toBeNull();
    expect(readBusCall(stateChange({ User: 'somebody' }), busEvents, null)).toBeNull();
    expect(readBusCall(stateChange({ User: '' }), busEvents, 'testagent')).not.toBeNull();
  });

  it('is ignored if its event is none of those in the mapping', () => {
    expect(readBusCall(stateChange({ event: 'Sneezed' }), busEvents, 'testagent')).toBeNull();
  });

  it.each([
    ['no id', { id: null }, { field: 'callId', why: 'missing' }],
    ['an object as its id', { id: {} }, { field: 'callId', why: 'missing' }],
    ['an id that lost digits', { id: 2 ** 53 }, { field: 'callId', why: 'missing' }],
    ['no LCM key', { CallVariables: {} }, { field: 'lcmKey', why: 'missing' }],
    ['control characters in the id', { id: 'a\u0007b' }, { field: 'callId', why: 'badCharacters' }],
    ['a lone surrogate in the id', { id: 'a\ud800' }, { field: 'callId', why: 'badCharacters' }],
    ['a mark of direction in the id', { id: 'a\u202eb' }, { field: 'callId', why: 'badCharacters' }],
    ['an id that is too long', { id: 'x'.repeat(257) }, { field: 'callId', why: 'tooLong' }],
  ])('is not taken with %s', (_name, call, fault) => {
    expect(readBusCall(stateChange(call), busEvents, 'testagent')).toEqual({ ok: false, fault });
  });

  it('is taken by the first mapping that finds its identity', () => {
    const first = { ...busEvents[0]!, lcmKey: '/message/call/CallVariables/BAAccountNumber' };
    const mappings = [first, ...busEvents];
    expect(readBusCall(stateChange({}), mappings, 'testagent')?.ok).toBe(true);
  });

  it('is there if it has no readable phase', () => {
    for (const event of [undefined, null, {}, ['Answered'], true, ' '])
      expect(readBusCall(stateChange({ event }), busEvents, 'testagent')).toMatchObject({
        ok: true,
        phase: null,
        amended: ['phase'],
      });
  });

  it('may have a number as its id, in any field that the settings name', () => {
    const { busEvents: mapped } = settingsSchema.parse({
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
    expect(readBusCall(event, mapped, null)).toMatchObject({
      call: { callId: '77', lcmKey: '5|3', type: 'INBOUND' },
      phase: 'ended',
    });
  });

  it('is there whatever the other fields are', () => {
    const withZone = [{ ...busEvents[0]!, zone: '/message/call/CallVariables/TimeZone' }];
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
          const reading = readBusCall(stateChange({}, { message }), withZone, 'testagent');
          expect(reading).toMatchObject({ ok: true, call: { callId: 'a-1', lcmKey: '178|3' } });
          if (reading?.ok !== true) return;
          const { call } = reading;
          expect(callReferenceSchema.safeParse(call).error).toBeUndefined();
          expect(call.contact ?? 'none').not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws for any message on the bus', () => {
    fc.assert(
      fc.property(fc.object(), (message) => {
        readBusCall(stateChange({}, { message }), busEvents, 'testagent');
      }),
    );
  });
});
