import { describe, expect, it } from 'vitest';
import {
  clashesWith,
  mayClash,
  nextFree,
  type BookedCallback,
  type ClashRules,
} from '#shared/callback/callback-clash.ts';

const RULES: ClashRules = { warn: 'personal', minutes: 10 };
const at = (time: string): number => Date.parse(`2026-12-01T${time}:00Z`);
const booked = (from: string, until = from): BookedCallback => ({
  callId: `${from}–${until}`,
  contact: null,
  at: at(from),
  until: at(until),
  isPersonal: true,
});
const span = (from: string, until = from) => ({ start: at(from), end: at(until) });

describe('callbacks in each other’s way', () => {
  it.each([
    ['the same time', span('10:00'), true],
    ['within the minutes that one takes', span('10:09'), true],
    ['just after them', span('10:10'), false],
    ['just before', span('09:50'), false],
    ['while the new one would still go on', span('09:51'), true],
    ['a range around it', span('09:00', '12:00'), true],
    ['a range that ends as it begins', span('09:00', '10:00'), false],
  ])('%s', (_how, wanted, isClash) => {
    expect(clashesWith(wanted, [booked('10:00')], RULES).length > 0).toBe(isClash);
  });

  it('are told in the order of their time, and a range is one for all of its time', () => {
    const all = [booked('11:00'), booked('09:00', '12:00'), booked('15:00')];
    expect(clashesWith(span('11:05'), all, RULES).map(({ callId }) => callId)).toEqual([
      '09:00–12:00',
      '11:00–11:00',
    ]);
  });

  it.each([
    ['personal', true, true],
    ['personal', false, false],
    ['all', false, true],
    ['none', true, false],
  ] as const)('with %s, personal: %s', (warn, isPersonal, expected) => {
    expect(mayClash(isPersonal, { ...RULES, warn })).toBe(expected);
  });
});

describe('the next free time', () => {
  const free = (wanted: { start: number; end: number }, all: BookedCallback[], isAllowed = () => true) => {
    const found = nextFree(wanted, all, RULES, isAllowed);
    return found === null ? null : new Date(found).toISOString().slice(11, 16);
  };

  it('is after all that is in the way, one after the other', () => {
    expect(free(span('10:00'), [booked('10:00'), booked('10:10'), booked('10:25')])).toBe('10:35');
    expect(free(span('10:00'), [booked('10:00'), booked('10:30')])).toBe('10:10');
    expect(free(span('10:05'), [booked('09:00', '12:00')])).toBe('12:00');
  });

  it('has room for the whole range', () => {
    expect(free(span('10:00', '11:00'), [booked('10:00'), booked('10:40')])).toBe('10:50');
  });

  it('is one that is allowed, and none that is far ahead', () => {
    const all = [booked('10:00'), booked('10:20')];
    const isAllowed = (start: number): boolean => start >= at('10:15');
    expect(nextFree(span('10:00'), all, RULES, isAllowed)).toBe(at('10:30'));
    expect(free(span('10:00'), all, () => false)).toBeNull();
    expect(free(span('01:00'), [booked('01:00', '20:00')])).toBeNull();
  });
});
