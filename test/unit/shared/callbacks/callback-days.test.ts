import { describe, expect, it } from 'vitest';
import { byDay } from '#shared/callbacks/callback-days.ts';
import type { CallbackStanding } from '#shared/callbacks/my-callback.ts';
import { myCallback } from '#test/support/my-callbacks.ts';

const at = (time: string): number => Date.parse(time);

function days(now: string, zone: string, times: readonly string[]): Record<string, string[]> {
  const parts = byDay(
    times.map((time) => myCallback(time, { at: at(time) })),
    at(now),
    zone,
  );
  return Object.fromEntries(parts.map(({ day, callbacks }) => [day, callbacks.map(({ id }) => id)]));
}

describe('the days of callbacks', () => {
  it('end at midnight of the agent’s zone; a week has seven of them', () => {
    expect(
      days('2026-11-20T09:00:00Z', 'Europe/Madrid', [
        '2026-11-20T22:59:00Z',
        '2026-11-20T23:00:00Z',
        '2026-11-21T22:59:00Z',
        '2026-11-21T23:00:00Z',
        '2026-11-26T22:59:00Z',
        '2026-11-26T23:00:00Z',
      ]),
    ).toEqual({
      today: ['2026-11-20T22:59:00Z'],
      tomorrow: ['2026-11-20T23:00:00Z', '2026-11-21T22:59:00Z'],
      week: ['2026-11-21T23:00:00Z', '2026-11-26T22:59:00Z'],
      later: ['2026-11-26T23:00:00Z'],
    });
  });

  it.each([
    // Madrid's clocks go back on 25 October 2026: that day has 25 hours.
    ['back', '2026-10-24T10:00:00Z', '2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z', '2026-10-25T23:30:00Z'],
    // And forward on 28 March 2027: that day has 23 hours.
    [
      'forward',
      '2027-03-27T10:00:00Z',
      '2027-03-27T23:30:00Z',
      '2027-03-28T21:30:00Z',
      '2027-03-28T22:30:00Z',
    ],
  ])('follow the calendar where the clocks go %s', (_how, now, first, last, after) => {
    expect(days(now, 'Europe/Madrid', [first, last, after])).toEqual({
      tomorrow: [first, last],
      week: [after],
    });
  });

  it('leave apart what was missed, first, and what is done, last', () => {
    const standing: CallbackStanding[] = ['done', 'missed', 'due', 'snoozed'];
    const callbacks = standing.map((each) =>
      myCallback(each, { standing: each, at: at('2026-11-20T08:00:00Z') }),
    );
    expect(
      byDay(callbacks, at('2026-11-20T09:00:00Z'), 'UTC').map((part) => [
        part.day,
        part.callbacks.map(({ id }) => id),
      ]),
    ).toEqual([
      ['missed', ['missed']],
      ['today', ['due', 'snoozed']],
      ['done', ['done']],
    ]);
  });
});
