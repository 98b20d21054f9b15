import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBusCall } from '#main/calls/bus-calls.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';

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
      reference: { callId: 'a-1', lcmKey: '178|3|3|0|0|84|-1', type: 'OUTBOUND', contact: 'Inés Álvarez' },
      phase,
    });
  });

  it('is read with its contact’s time zone if the settings name the field and the zone is valid', () => {
    const mapping = settingsSchema.parse({
      busEvents: [{ ...busEvents[0], zone: '/message/call/CallVariables/TimeZone' }],
    }).busEvents;
    const zone = (TimeZone: unknown) => {
      const event = stateChange({ CallVariables: { LCMKey: '5|3', TimeZone } });
      return readBusCall(event, mapping, 'testagent')?.reference.zone;
    };
    expect(zone(' Asia/Kolkata ')).toBe('Asia/Kolkata');
    for (const other of ['India Standard Time', 'IST', '', 330, null]) {
      expect(zone(other)).toBeUndefined();
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

  it.each([
    ['an unknown event', { event: 'Sneezed' }],
    ['no id', { id: null }],
    ['no LCM key', { CallVariables: {} }],
    ['control characters in the id', { id: 'a\u0007b' }],
  ])('is ignored with %s', (_name, call) => {
    expect(readBusCall(stateChange(call), busEvents, 'testagent')).toBeNull();
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
    expect(readBusCall(event, mapped, null)).toEqual({
      reference: { callId: '77', lcmKey: '5|3', type: 'INBOUND' },
      phase: 'ended',
    });
  });

  it('never throws for any message on the bus', () => {
    fc.assert(
      fc.property(fc.object(), (message) => {
        readBusCall(stateChange({}, { message }), busEvents, 'testagent');
      }),
    );
  });
});
