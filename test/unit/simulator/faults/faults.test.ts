import { describe, expect, test } from 'vitest';
import { createFaults, parseFaults, type FaultInput } from '#simulator/faults/faults.ts';

const SET = 'SetCallOutcomeWithComments';
const LIST = 'GetBusinessOutCome';

function strikes(input: FaultInput, tries: number, random = () => 0.5): number {
  const faults = createFaults(random);
  faults.set(input);
  return Array.from({ length: tries }, () => faults.strike('dropReply', SET)).filter((hit) => hit !== null)
    .length;
}

describe('how often a fault strikes', () => {
  test('a number: that many times, then no more', () => expect(strikes({ dropReply: 3 }, 10)).toBe(3));
  test('true: always; null: never', () => {
    expect(strikes({ dropReply: true }, 10)).toBe(10);
    expect(strikes({ dropReply: null }, 10)).toBe(0);
  });
  test('a probability is drawn for each request', () => {
    const rolls = [0.1, 0.3, 0.24, 0.25, 0];
    expect(strikes({ dropReply: { probability: 0.25 } }, 5, () => rolls.shift() ?? 1)).toBe(3);
    expect(strikes({ dropReply: { probability: 0 } }, 5, () => 0)).toBe(0);
  });
  test('a probability can be limited to a number of times', () => {
    expect(strikes({ dropReply: { probability: 0.9, times: 2 } }, 10)).toBe(2);
  });
  test('only the named requests are hit, and only hits are counted', () => {
    const faults = createFaults(() => 0.5);
    faults.set({ dropReply: 1, latency: 100, only: [LIST] });
    expect(faults.strike('dropReply', SET)).toBeNull();
    expect(faults.latencyMs(SET)).toBe(0);
    expect(faults.latencyMs(LIST)).toBe(100);
    expect(faults.strike('dropReply', LIST)).not.toBeNull();
    expect(faults.strike('dropReply', LIST)).toBeNull();
  });
});

test('latency is spread over its whole range', () => {
  let roll = 0;
  const faults = createFaults(() => roll);
  faults.set({ latency: { minMs: 100, maxMs: 300 } });
  expect(faults.latencyMs(SET)).toBe(100);
  roll = 0.5;
  expect(faults.latencyMs(SET)).toBe(200);
});

test('setting one fault keeps the others, and the remaining times can be read', () => {
  const faults = createFaults(() => 0);
  faults.set({ dropReply: 5, refuse: { msg: null } });
  faults.set({ latency: 7 });
  faults.strike('dropReply', SET);
  expect(faults.current()).toMatchObject({
    dropReply: { times: 4, probability: 1 },
    refuse: { times: null, probability: 1, msg: null },
    latency: { minMs: 7, maxMs: 7 },
  });
  faults.clear();
  expect(Object.values(faults.current()).every((fault) => fault === null)).toBe(true);
});

test.each([
  [{ dropReply: 0 }, /^dropReply.times: /],
  [{ dropReply: 'often' }, /^dropReply: /],
  [{ dropReply: { probability: 2 } }, /^dropReply.probability: /],
  [{ latency: -1 }, /^latency.minMs: /],
  [{ latency: { minMs: 2, maxMs: 1 } }, /^latency: minMs must not be more than maxMs/],
  [{ malformedReply: { kind: 'odd' } }, /^malformedReply.kind: /],
  [{ foreignTraffic: 0 }, /^foreignTraffic.everyMs: /],
  [{ only: ['Foo'] }, /^only.0: must be the subtopic of a request/],
  [{ dropReplies: 1 }, /^faults: Unrecognized key: "dropReplies"/],
  ['all', /^faults: /],
  [null, /^faults: /],
  [undefined, /^faults: /],
])('%o is refused with path and reason', (input, reason) => expect(() => parseFaults(input)).toThrow(reason));

test('an invalid setting changes nothing', () => {
  const faults = createFaults(() => 0);
  faults.set({ dropReply: 2 });
  expect(() => faults.set({ latency: 5, dropReply: 0 })).toThrow('dropReply');
  expect(faults.current()).toMatchObject({ dropReply: { times: 2 }, latency: null });
});
