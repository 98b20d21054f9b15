import { afterEach, expect, it, vi } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import { silentLog } from '#main/base/log.ts';
import { createCallTally } from '#main/calls/call-tally.ts';
import { parseCallLink } from '#main/calls/call-link.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import { createCallReader } from '#main/calls/dialects/call-reader.ts';
import { hearCalls } from '#main/calls/heard-calls.ts';
import { NotSavedError } from '#main/database/errors.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

const LINK = 'afterword://wrap-up?callid=1&account=5%7C3%7C1';

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
  const known = new Set<string>();
  const lines: unknown[] = [];
  const own: string[] = [];
  const heard = hearCalls(
    {
      calls: {
        open({ callId }, origin, phase) {
          if (fails !== undefined) throw fails;
          told.push(`open ${callId} ${origin} ${phase}`);
          return { callId } as CallRecord;
        },
        hear({ call: { callId, lcmKey, contact }, moment, isLeg }) {
          if (isLeg || known.has(callId) || lcmKey !== null) {
            told.push(`hear ${callId} ${moment}${contact ? ` with ${contact}` : ''}`);
            known.add(callId);
            return null;
          }
          return { field: 'lcmKey', why: 'missing' };
        },
        noteOutcomeSet: (lcmKey, at) => told.push(`outcome set ${lcmKey} ${at}`),
      },
      envelopes,
      read: createCallReader({
        mappings: settingsSchema.parse({ busEvents: [MAPPING] }).busEvents,
        types: {},
        busIsOwn: false,
      }),
      agent: () => 'ana',
      softphone: {
        hear: ({ loginName, names }) => {
          told.push(`at the softphone ${loginName}`);
          own.push(...names);
        },
        ownNames: () => own,
      },
      clock,
      log: { ...silentLog, warn: (_message, fields) => lines.push(fields) },
    },
    {
      linkOpened: (callId) => told.push(`link opened ${callId}`),
      linkRefused: (reason) => told.push(`link refused ${reason}`),
      notSaved: (callId, why) => told.push(`not saved ${callId} ${why}`),
      unread: (total) => told.push(`unread ${total}`),
    },
  );
  return { clock, envelopes, told, lines, heard };
}

it('takes calls off the bus, but not those of other agents', () => {
  const { envelopes, told } = setup();
  const event = { id: '1', key: '5|3|1', event: 'Dropped' };
  envelopes.emit(envelope('Phone', 'Call', 'Changed', { ...event, agent: 'ana' }));
  envelopes.emit(envelope('Phone', 'Call', 'Changed', { ...event, id: '2', agent: 'ben' }));
  envelopes.emit(envelope('Phone', 'Call', 'Other', { ...event, id: '3', agent: 'ana' }));
  expect(told).toEqual(['hear 1 dropped']);
});

it('hands over every event, and keeps those without an LCM key until the key comes', () => {
  const { envelopes, told, heard } = setup();
  const call = { id: '1', event: 'CustAnswered', CallType: 'Regular-Call', User: { loginName: 'ANA' } };
  const emit = (change: object): void => {
    const message = { call: { ...call, ...change } };
    envelopes.emit(envelope('Amazon', 'OutboundCall', 'OutboundCallStateChange', message));
  };
  emit({ event: 'Ringing', CallVariables: { ContactName: 'Inés' } });
  emit({ CallVariables: { LCMKey: '5|3|1' } });
  emit({ id: '2', CallType: 'Consult' });
  emit({ event: 'ACW' });
  emit({ id: '3' });
  expect(told).toEqual(['hear 1 talking with Inés', 'hear 2 talking', 'hear 1 afterCallWork']);
  heard.stop();
  expect(told.slice(3)).toEqual(['unread 1']);
});

it('does not complain of calls without an LCM key that LCM need not know, and counts them in the log', () => {
  const { envelopes, told, lines, heard } = setup();
  const emit = (topic: string, call: object): void => {
    const message = { call: { event: 'connected', ...call } };
    envelopes.emit(envelope('Amazon', topic, `${topic}StateChange`, message));
  };
  emit('InboundCall', { id: '1', CallType: 'inbound', User: 'ana' });
  emit('InboundCall', { id: '2', CallType: 'outbound', User: 'ana' });
  emit('OutboundCall', { id: '3', CallType: 'Regular-Call' });
  heard.stop();
  expect(told).toEqual([]);
  expect(lines).toEqual([{ 'lcmKey missing, not of a campaign': 2, 'lcmKey missing, nobody’s': 1 }]);
});

it('notes when somebody set an outcome', () => {
  const { clock, envelopes, told } = setup();
  envelopes.emit(envelope('LCM', 'WebService', 'OutcomeSetForCall', '5|3|1'));
  envelopes.emit(envelope('LCM', 'WebService', 'OutcomeSetForCall', 531));
  envelopes.emit(envelope('LCM', 'WebService', 'OutcomeSetForCall', {}));
  expect(told).toEqual([`outcome set 5|3|1 ${clock.now()}`, `outcome set 531 ${clock.now()}`]);
});

it('tells who is signed in at the softphone', () => {
  const { envelopes, told } = setup();
  envelopes.emit(envelope('amazon', 'Agent', 'SetAgentState', { data: { loginName: ' ben ' } }));
  for (const message of [{ data: { loginName: {} } }, { data: 'ben' }, null])
    envelopes.emit(envelope('Amazon', 'Agent', 'SetAgentState', message));
  envelopes.emit(envelope('Amazon', 'Agent', 'Other', { data: { loginName: 'ben' } }));
  expect(told).toEqual(['at the softphone ben']);
});

it('takes a call that is named by a name of the softphone for this agent', () => {
  const { envelopes, told } = setup();
  const event = { id: '1', key: '5|3|1', event: 'Dropped', agent: { name: 'Ana Moreno' } };
  envelopes.emit(envelope('Phone', 'Call', 'Changed', event));
  const data = { loginName: 'ana', name: 'Ana Moreno' };
  envelopes.emit(envelope('Amazon', 'Agent', 'SetAgentState', { data }));
  envelopes.emit(envelope('Phone', 'Call', 'Changed', event));
  expect(told).toEqual(['at the softphone ana', 'hear 1 dropped']);
});

it('names each call type that nobody has mapped once in the log', () => {
  vi.useFakeTimers();
  const lines: unknown[] = [];
  const tally = createCallTally({ ...silentLog, warn: (_message, fields) => lines.push(fields) }, () => {});
  for (const type of ['Video', 'Video', 'Chat', 'Video']) tally.unmapped(type);
  tally.stop();
  expect(lines).toEqual([{ type: 'Video' }, { type: 'Chat' }, { 'type unmapped': 4 }]);
});

it('opens a call by a link, and says so where it cannot be saved', () => {
  const { heard, told } = setup();
  heard.takeLink(parseCallLink(LINK));
  expect(told).toEqual(['open 1 link ended', 'link opened 1']);
  const full = setup(new NotSavedError('diskFull', 'the disk is full'));
  full.heard.takeLink(parseCallLink(LINK));
  expect(full.told).toEqual(['not saved 1 diskFull']);
  expect(() => setup(new Error('boom')).heard.takeLink(parseCallLink(LINK))).toThrow('boom');
});

it('says why a link was refused', () => {
  const { heard, told, lines } = setup();
  heard.takeLink(parseCallLink(`${LINK}&callid=SECRET`));
  expect(told).toEqual(['link refused duplicateParameter']);
  expect(lines).toEqual([{ code: 'duplicateParameter', detail: 'has more than one callid' }]);
});

it('counts what was cleaned or not taken, and tells the sums now and then', () => {
  vi.useFakeTimers();
  const { envelopes, told, lines, heard } = setup();
  const event = { id: '1', key: '5|3|1', event: 'Dropped', agent: 'ana' };
  const emit = (change: object): void => {
    envelopes.emit(envelope('Phone', 'Call', 'Changed', { ...event, ...change }));
  };
  const unread = (): string[] => told.filter((each) => each.startsWith('unread'));
  emit({});
  vi.advanceTimersByTime(1);
  expect(lines).toEqual([]);
  emit({ id: '2', key: 'a\u0000b' });
  vi.advanceTimersByTime(1);
  for (let n = 0; n < 5_000; n += 1) emit({ id: 'a\u0000b' });
  emit({ agent: 'ben', key: null });
  heard.takeLink(parseCallLink(`${LINK}&contact=50% off&zone=CET`));
  vi.advanceTimersByTime(9 * 60_000);
  expect([lines, unread()]).toEqual([[{ 'lcmKey badCharacters': 1 }], ['unread 1']]);
  vi.advanceTimersByTime(60 * 60_000);
  const sums = {
    'lcmKey badCharacters': 1,
    'callId badCharacters': 5_000,
    'contact amended': 1,
    'zone amended': 1,
  };
  expect([lines.slice(1), unread().slice(1)]).toEqual([[sums], ['unread 5001']]);
  emit({ event: {} });
  vi.advanceTimersByTime(1);
  emit({ event: {} });
  heard.stop();
  expect(lines.slice(2)).toEqual([
    { ...sums, 'phase amended': 1 },
    { ...sums, 'phase amended': 2 },
  ]);
  expect(unread()).toHaveLength(2);
});
