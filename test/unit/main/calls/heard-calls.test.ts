import { expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import { silentLog as log } from '#main/base/log.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import { hearCalls } from '#main/calls/heard-calls.ts';
import { NotSavedError } from '#main/database/errors.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const REFERENCE = { callId: '1', lcmKey: '5|3|1', type: 'OUTBOUND' };

const MAPPING = {
  channel: 'Phone',
  topic: 'Call',
  subtopic: 'Changed',
  callId: '/message/id',
  lcmKey: '/message/key',
  phase: '/message/event',
  agent: '/message/agent',
  ended: ['Dropped'],
};

function envelope(channel: string, topic: string, subtopic: string, message: unknown): Envelope {
  const reading = readEnvelope({ channel, topic, subtopic, message });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

function setup(fails?: Error) {
  const clock = createFakeClock();
  const envelopes = createSignal<Envelope>((error) => {
    throw error;
  });
  const told: string[] = [];
  const heard = hearCalls({
    calls: {
      open({ callId }, origin, phase) {
        if (fails !== undefined) throw fails;
        told.push(`open ${callId} ${origin} ${phase}`);
        return { callId } as CallRecord;
      },
      noteOutcomeSet: (lcmKey, at) => told.push(`outcome set ${lcmKey} ${at}`),
    },
    envelopes,
    mappings: settingsSchema.parse({ busEvents: [MAPPING] }).busEvents,
    agent: () => 'ana',
    clock,
    log,
    notSaved: (callId, why) => told.push(`not saved ${callId} ${why}`),
  });
  return { clock, envelopes, told, heard };
}

it('takes calls off the bus, but not those of other agents', () => {
  const { envelopes, told } = setup();
  const event = { id: '1', key: '5|3|1', event: 'Dropped' };
  envelopes.emit(envelope('Phone', 'Call', 'Changed', { ...event, agent: 'ana' }));
  envelopes.emit(envelope('Phone', 'Call', 'Changed', { ...event, id: '2', agent: 'ben' }));
  envelopes.emit(envelope('Phone', 'Call', 'Other', { ...event, id: '3', agent: 'ana' }));
  expect(told).toEqual(['open 1 bus ended']);
});

it('notes when somebody set an outcome', () => {
  const { clock, envelopes, told } = setup();
  envelopes.emit(envelope('LCM', 'WebService', 'OutcomeSetForCall', '5|3|1'));
  expect(told).toEqual([`outcome set 5|3|1 ${clock.now()}`]);
});

it('opens a call by a link, and says so where it cannot be saved', () => {
  expect(setup().heard.open(REFERENCE, 'link', 'ended')).toBe('1');
  const { heard, told } = setup(new NotSavedError('diskFull', 'the disk is full'));
  expect(heard.open(REFERENCE, 'link', 'ended')).toBeNull();
  expect(told).toEqual(['not saved 1 diskFull']);
  expect(() => setup(new Error('boom')).heard.open(REFERENCE, 'link', 'ended')).toThrow('boom');
});
