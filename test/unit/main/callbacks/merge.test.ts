import { describe, expect, it } from 'vitest';
import { mergeCallbacks, type KnownBooking, type ListedCallback } from '#main/callbacks/merge.ts';

const AT = Date.parse('2026-11-20T10:00:00Z');

const listed = (change: Partial<ListedCallback> = {}): ListedCallback => ({
  contactId: null,
  modeId: '3',
  modeName: 'Mobile',
  number: '+34 600 100 101',
  at: AT,
  orAt: null,
  until: AT,
  ...change,
});

const booked = (change: Partial<KnownBooking> = {}): KnownBooking => ({
  callId: '1',
  lcmKey: '5|3|1|0|0|44|1',
  contact: null,
  contactZone: null,
  isPersonal: true,
  modeId: '3',
  at: AT,
  until: AT,
  summary: 'Call later',
  comment: 'Asked for Tess.',
  state: 'delivered',
  updatedAt: AT,
  contactId: null,
  numbers: ['600100101'],
  ...change,
});

const origins = (list: readonly ListedCallback[], here: readonly KnownBooking[]): string[] =>
  mergeCallbacks(list, here).map(({ origin }) => origin);

describe('what LCM lists and what was booked here', () => {
  it.each([
    ['the number, with and without its country code', listed(), booked()],
    ['a number of several', listed(), booked({ numbers: ['911 222 333', '600 100 101'] })],
    [
      'LCM’s id of the contact, whatever the number',
      listed({ contactId: '9', number: '1' }),
      booked({ contactId: '9', numbers: [] }),
    ],
    ['the start to the minute', listed({ at: AT + 59_000 }), booked()],
    [
      'the second start of two that LCM’s clock shows alike',
      listed({ at: AT - 3_600_000, orAt: AT }),
      booked(),
    ],
  ])('is one callback by %s', (_what, list, here) => {
    expect(mergeCallbacks([list], [here])).toMatchObject([{ origin: 'both', listed: list, booked: here }]);
  });

  it.each([
    ['another start', listed({ at: AT + 60_000 }), booked()],
    ['another number', listed({ number: '+34 600 100 102' }), booked()],
    ['no number', listed({ number: null }), booked({ numbers: [] })],
    ['too few digits to say anything', listed({ number: '101' }), booked({ numbers: ['101'] })],
    [
      'another contact of the same number',
      listed({ contactId: '9' }),
      booked({ contactId: '8', numbers: ['600100101'] }),
    ],
    ['a callback for any agent, which LCM does not list', listed(), booked({ isPersonal: false })],
  ])('are two callbacks with %s', (_what, list, here) => {
    expect(origins([list], [here]).sort()).toEqual(['here', 'lcm']);
  });

  it('takes each row once, and puts the first one first', () => {
    const later = booked({ callId: '2', at: AT + 3_600_000, until: AT + 3_600_000 });
    const earlier = listed({ number: '911', at: AT - 60_000 });
    expect(origins([listed(), earlier], [later, booked(), booked({ callId: '3' })])).toEqual([
      'lcm',
      'both',
      'here',
      'here',
    ]);
  });
});
