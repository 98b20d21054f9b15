import { expect, it } from 'vitest';
import type { CallEvent } from '#main/calls/call-event.ts';
import { createKeylessEvents, KEY_PATIENCE } from '#main/calls/keyless-events.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

type Call = Partial<CallEvent['call']>;

function event(
  callId: string,
  more: Partial<Omit<CallEvent, 'call'>> & { readonly call?: Call } = {},
): CallEvent {
  return {
    moment: null,
    unmappedType: null,
    whose: 'nobody',
    isLeg: false,
    partOf: null,
    dialect: 'amazon',
    ...more,
    call: { callId, lcmKey: null, type: null, contact: null, zone: null, ...more.call },
  };
}

function setup() {
  const clock = createFakeClock();
  let lost = 0;
  const events = createKeylessEvents(clock, () => (lost += 1));
  return { clock, events, lost: () => lost };
}

it('waits for the key, and adds what was told before', async () => {
  const { clock, events, lost } = setup();
  events.keep(event('a', { moment: 'ringing', call: { contact: 'Ana', type: 'MANUAL' }, whose: 'own' }));
  events.keep(event('a', { moment: 'dropped', call: { zone: 'Europe/Madrid' } }));
  const keyed = event('a', { moment: 'talking', call: { lcmKey: 'k', contact: 'Ana B.' } });
  expect(events.complete(keyed)).toEqual({
    ...keyed,
    moment: 'dropped',
    whose: 'own',
    call: { callId: 'a', lcmKey: 'k', type: 'MANUAL', contact: 'Ana B.', zone: 'Europe/Madrid' },
  });
  expect(events.complete(keyed)).toEqual(keyed);
  await clock.advance(2 * KEY_PATIENCE);
  expect(lost()).toBe(0);
});

it('counts each call whose key never comes, once', async () => {
  const { clock, events, lost } = setup();
  events.keep(event('a'));
  await clock.advance(KEY_PATIENCE - 1);
  events.keep(event('a'));
  events.keep(event('b'));
  await clock.advance(KEY_PATIENCE - 1);
  expect(lost()).toBe(0);
  await clock.advance(2);
  expect(lost()).toBe(2);
  events.keep(event('c'));
  events.stop();
  expect(lost()).toBe(3);
});

it('keeps few at once: the one that waits longest is given up', () => {
  const { events, lost } = setup();
  for (let n = 0; n < 10_000; n += 1) events.keep(event(`a${n}`, { moment: 'held' }));
  expect(lost()).toBe(9_800);
  const keyed = event('a9999', { call: { lcmKey: 'k' } });
  expect(events.complete(keyed).moment).toBe('held');
  expect(events.complete(event('a9799', { call: { lcmKey: 'k' } })).moment).toBeNull();
});

it('gives up calls that name nobody before those of the agent', () => {
  const { events } = setup();
  const momentOf = (callId: string) => events.complete(event(callId, { call: { lcmKey: 'k' } })).moment;
  events.keep(event('own', { moment: 'held', whose: 'own' }));
  for (let n = 0; n < 1_000; n += 1) events.keep(event(`a${n}`, { moment: 'held' }));
  expect([momentOf('own'), momentOf('a999'), momentOf('a0')]).toEqual(['held', 'held', null]);
  for (let n = 0; n < 201; n += 1) events.keep(event(`o${n}`, { moment: 'held', whose: 'own' }));
  expect([momentOf('o0'), momentOf('o1')]).toEqual([null, 'held']);
});
