import { expect, it } from 'vitest';
import { isSameCall, LATE, PLAUSIBLE, type KeyedCall } from '#main/calls/same-call.ts';

const AT = 1_700_000_000_000;
const on: KeyedCall = {
  phase: 'talking',
  endedAt: null,
  lastToldAt: AT - 1_000,
  softphone: 'amazon',
  hasLeg: false,
};
const over = (ago: number): KeyedCall => ({ ...on, phase: 'ended', endedAt: AT - ago });

it.each<[string, KeyedCall, string, boolean]>([
  ['another softphone tells of a call that is on', on, 'lcm', true],
  ['another softphone tells of a preview', { ...on, phase: 'ringing' }, 'lcm', true],
  ['the same softphone has a new id', on, 'amazon', false],
  ['the same softphone turns a leg into the call', { ...on, hasLeg: true }, 'amazon', true],
  ['no softphone has told of it: a link opened it', { ...on, softphone: null }, 'amazon', true],
  ['another softphone is a little late', over(LATE), 'lcm', true],
  ['another softphone tells of the next call to the same contact', over(LATE + 1), 'lcm', false],
  ['the same softphone redials at once', over(1_000), 'amazon', false],
  ['the leg of a call that just ended becomes the call', { ...over(1_000), hasLeg: true }, 'amazon', true],
  [
    'the leg of a call that is long over becomes a call',
    { ...over(LATE + 1), hasLeg: true },
    'amazon',
    false,
  ],
  ['the clock was set back since it ended', over(-86_400_000), 'lcm', false],
  ['its end was probably missed', { ...on, lastToldAt: AT - PLAUSIBLE - 1 }, 'lcm', false],
])('is asked when %s', (_name, known, softphone, expected) => {
  expect(isSameCall(known, { softphone, at: AT })).toBe(expected);
});
