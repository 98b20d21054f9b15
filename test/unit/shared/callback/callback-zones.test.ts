import { describe, expect, it, vi } from 'vitest';
import { checkCallback } from '#shared/callback/callback-window.ts';
import {
  callbackZones,
  localZone,
  zoneChoices,
  type CallbackZones,
} from '#shared/callback/callback-zones.ts';
import type { CallbackDraft } from '#shared/draft/draft.ts';
import { isIanaZone, isSameZone, offsetAt, readDate, readWallTime } from '#shared/callback/wall-clock.ts';
import { brief, callback, form } from '#test/support/form-fixtures.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);

/*
 * The expected values follow from the rules of the IANA time zone database (tzdata 2025b, checked with Python's
 * zoneinfo, which reads the compiled files), not from the code under test. "Rule" says which.
 */
const CHANGES: readonly (readonly [
  rule: string,
  zone: string,
  wall: string,
  expected:
    | readonly [before: string, after: string]
    | readonly [earlier: string, at: string, later: string, then: string],
])[] = [
  // Gaps: the last and the first minute shown around the leap.
  [
    'Lebanon: last Sunday of March, 00:00',
    'Asia/Beirut',
    '2027-03-28 00:00',
    ['2027-03-27 23:59', '2027-03-28 01:00'],
  ],
  [
    'Egypt: last Friday of April, 00:00',
    'Africa/Cairo',
    '2027-04-30 00:30',
    ['2027-04-29 23:59', '2027-04-30 01:00'],
  ],
  [
    'Chile: Sunday on or after 2 September, 04:00 UTC',
    'America/Santiago',
    '2027-09-05 00:30',
    ['2027-09-04 23:59', '2027-09-05 01:00'],
  ],
  [
    'Cuba: second Sunday of March, 00:00 standard',
    'America/Havana',
    '2027-03-14 00:15',
    ['2027-03-13 23:59', '2027-03-14 01:00'],
  ],
  [
    'Lord Howe: first Sunday of October, 02:00, half an hour',
    'Australia/Lord_Howe',
    '2027-10-03 02:15',
    ['2027-10-03 01:59', '2027-10-03 02:30'],
  ],
  [
    'South Australia: first Sunday of October, 02:00 (+9:30)',
    'Australia/Adelaide',
    '2027-10-03 02:30',
    ['2027-10-03 01:59', '2027-10-03 03:00'],
  ],
  [
    'Chatham: last Sunday of September, 02:45 (+12:45)',
    'Pacific/Chatham',
    '2027-09-26 03:00',
    ['2027-09-26 02:44', '2027-09-26 03:45'],
  ],
  [
    'Newfoundland, as the US: second Sunday of March, 02:00 (-3:30)',
    'America/St_Johns',
    '2027-03-14 02:30',
    ['2027-03-14 01:59', '2027-03-14 03:00'],
  ],
  [
    'Greenland, with the EU at 01:00 UTC: the evening before',
    'America/Nuuk',
    '2027-03-27 23:30',
    ['2027-03-27 22:59', '2027-03-28 00:00'],
  ],
  [
    'Troll: two hours at once, 01:00 UTC',
    'Antarctica/Troll',
    '2027-03-28 02:30',
    ['2027-03-28 00:59', '2027-03-28 03:00'],
  ],
  // Folds: the two instants in UTC, each with its offset.
  [
    'Lebanon: last Sunday of October, 00:00',
    'Asia/Beirut',
    '2027-10-30 23:30',
    ['2027-10-30T20:30', '+03:00', '2027-10-30T21:30', '+02:00'],
  ],
  [
    'Egypt: last Thursday of October, 24:00',
    'Africa/Cairo',
    '2027-10-28 23:59',
    ['2027-10-28T20:59', '+03:00', '2027-10-28T21:59', '+02:00'],
  ],
  [
    'Chile: Sunday on or after 2 April, 03:00 UTC',
    'America/Santiago',
    '2027-04-03 23:15',
    ['2027-04-04T02:15', '-03:00', '2027-04-04T03:15', '-04:00'],
  ],
  [
    'Cuba: first Sunday of November, 00:00 standard',
    'America/Havana',
    '2027-11-07 00:30',
    ['2027-11-07T04:30', '-04:00', '2027-11-07T05:30', '-05:00'],
  ],
  [
    'Lord Howe: first Sunday of April, 02:00, half an hour',
    'Australia/Lord_Howe',
    '2027-04-04 01:45',
    ['2027-04-03T14:45', '+11:00', '2027-04-03T15:15', '+10:30'],
  ],
  [
    'South Australia: first Sunday of April, 03:00 (+10:30)',
    'Australia/Adelaide',
    '2027-04-04 02:30',
    ['2027-04-03T16:00', '+10:30', '2027-04-03T17:00', '+09:30'],
  ],
  [
    'Chatham: first Sunday of April, 03:45 (+13:45)',
    'Pacific/Chatham',
    '2027-04-04 03:00',
    ['2027-04-03T13:15', '+13:45', '2027-04-03T14:15', '+12:45'],
  ],
  [
    'New Zealand: first Sunday of April, 03:00 (+13)',
    'Pacific/Auckland',
    '2027-04-04 02:30',
    ['2027-04-03T13:30', '+13:00', '2027-04-03T14:30', '+12:00'],
  ],
  [
    'Newfoundland: first Sunday of November, 02:00',
    'America/St_Johns',
    '2027-11-07 01:30',
    ['2027-11-07T04:00', '-02:30', '2027-11-07T05:00', '-03:30'],
  ],
  [
    'Troll: two hours at once, 01:00 UTC',
    'Antarctica/Troll',
    '2027-10-31 01:30',
    ['2027-10-30T23:30', '+02:00', '2027-10-31T01:30', '+00:00'],
  ],
];

describe('where a clock is changed', () => {
  it.each(CHANGES)('%s: %s, %s', (_rule, zone, wall, expected) => {
    const [date = '', time = ''] = wall.split(' ');
    const reading = readWallTime(readDate(date)!, time, zone);
    if (expected.length === 2) {
      const [before, after] = expected.map((text) => ({ date: text.slice(0, 10), time: text.slice(11) }));
      expect(reading).toEqual({ kind: 'gap', before, after });
      return;
    }
    const [earlier, at, later, then] = expected;
    expect(reading).toEqual({ kind: 'fold', earlier: utc(earlier), later: utc(later) });
    expect([offsetAt(utc(earlier), zone), offsetAt(utc(later), zone)]).toEqual([at, then]);
  });
});

function check(parts: Partial<CallbackDraft>, zones: Partial<CallbackZones>, now: number) {
  const all = { sent: 'Europe/Madrid', contact: null, campaign: null, agent: 'UTC', ...zones };
  const settings = form({ callingHours: { from: '00:00', to: '00:00' }, callbackMaxDays: 365 });
  const result = checkCallback(callback(parts), settings, all, now);
  if (!result.ok) throw new Error(brief(result.problems).join(', '));
  return result;
}

describe('a callback entered in one zone and sent in another', () => {
  it.each([
    ['winter: -5 and +1', 'America/New_York', '2027-01-15 20:30', 'Europe/Madrid', '16/01/2027 02:30'],
    [
      'US summer time from 14 March, EU’s from 28 March',
      'America/New_York',
      '2027-03-15 10:00',
      'Europe/Madrid',
      '15/03/2027 15:00',
    ],
    ['both in summer time', 'America/New_York', '2027-03-29 10:00', 'Europe/Madrid', '29/03/2027 16:00'],
    ['half an hour: India +5:30', 'Asia/Kolkata', '2027-01-01 02:00', 'America/New_York', '31/12/2026 15:30'],
    ['three quarters: Nepal +5:45', 'Asia/Kathmandu', '2027-01-15 10:00', 'Asia/Kolkata', '15/01/2027 09:45'],
    ['year’s end: -5 and +1', 'America/New_York', '2026-12-31 20:30', 'Europe/Madrid', '01/01/2027 02:30'],
    [
      'year’s end: +14 and -10',
      'Pacific/Kiritimati',
      '2027-01-01 00:30',
      'Pacific/Honolulu',
      '31/12/2026 00:30',
    ],
    ['Lord Howe in summer, +11', 'Australia/Lord_Howe', '2027-01-15 12:00', 'UTC', '15/01/2027 01:00'],
    ['Lord Howe in winter, +10:30', 'Australia/Lord_Howe', '2027-07-15 12:00', 'UTC', '15/07/2027 01:30'],
    [
      'Chile after its leap at midnight, -3',
      'America/Santiago',
      '2027-09-05 01:00',
      'UTC',
      '05/09/2027 04:00',
    ],
    ['southern summer +13:45', 'Pacific/Chatham', '2027-01-15 10:00', 'UTC', '14/01/2027 20:15'],
  ])('%s: %s, %s is sent to %s as %s', (_rule, zone, wall, sent, expected) => {
    const [startDate = '', startTime = ''] = wall.split(' ');
    const parts = { zone, startDate, startTime };
    const { window } = check(parts, { sent }, utc('2026-11-20T00:00'));
    expect(`${window.wire.startDate} ${window.wire.startTime}`).toBe(expected);
    expect(window.zone).toBe(zone);
  });

  it('knows the leap day on either side of the date line', () => {
    // +14 and +1: 1 March in Kiritimati is still 29 February 2028 in Madrid.
    const parts = { zone: 'Pacific/Kiritimati', startDate: '2028-03-01', startTime: '00:30' };
    const { window } = check(parts, {}, utc('2028-02-20T00:00'));
    expect(window.wire).toMatchObject({ startDate: '29/02/2028', startTime: '11:30' });
  });

  it('moves its end too', () => {
    const parts = { zone: 'Asia/Kolkata', startDate: '2027-01-15', startTime: '04:00', endTime: '06:00' };
    expect(check(parts, {}, utc('2027-01-01T00:00')).window.wire).toEqual({
      ...{ startDate: '14/01/2027', startTime: '23:30' },
      ...{ endDate: '15/01/2027', endTime: '01:30' },
    });
  });

  it('warns if LCM’s clock shows the time twice', () => {
    // 00:30 and 01:30 UTC are both 02:30 in Madrid on 31 October 2027.
    const parts = { zone: 'UTC', startDate: '2027-10-31', startTime: '00:30' };
    const { warnings, window } = check(parts, {}, utc('2027-10-20T00:00'));
    expect(warnings).toEqual([
      {
        field: 'callbackStartTime',
        code: 'callbackSentTwice',
        params: { time: '02:30', zone: 'Europe/Madrid' },
      },
    ]);
    expect(window.wire.startTime).toBe('02:30');
  });

  it('does not end before its start by LCM’s clock either', () => {
    // 00:45 to 01:15 UTC is 02:45 to 02:15 in Madrid.
    const parts = { zone: 'UTC', startDate: '2027-10-31', startTime: '00:45', endTime: '01:15' };
    expect(() => check(parts, {}, utc('2027-10-20T00:00'))).toThrow('callbackEndTime callbackEndBeforeStart');
  });

  it('has a problem if the runtime does not know its zone', () => {
    expect(() => check({ zone: 'Nowhere/Land' }, {}, 0)).toThrow('callbackStartTime callbackZoneUnknown');
  });
});

describe('the zones of a callback', () => {
  const zones = (contactZone: string | null, campaignZone: string | null, callbackZone = '') =>
    callbackZones(form({ callbackZone }), 'UTC', { contactZone, campaignZone });

  it('begin with the contact’s, else the campaign’s, else LCM’s', () => {
    expect(localZone(zones('America/New_York', 'Asia/Kolkata', 'Europe/Madrid'))).toBe('America/New_York');
    expect(localZone(zones(null, 'Asia/Kolkata', 'Europe/Madrid'))).toBe('Asia/Kolkata');
    expect(localZone(zones(null, null, 'Europe/Madrid'))).toBe('Europe/Madrid');
    expect(localZone(zones(null, null))).toBe('UTC');
  });

  it('are each offered once', () => {
    expect(zoneChoices(zones('Asia/Kolkata', 'Asia/Kolkata', 'Europe/Madrid'))).toEqual([
      { whose: 'contact', zone: 'Asia/Kolkata' },
      { whose: 'sent', zone: 'Europe/Madrid' },
      { whose: 'agent', zone: 'UTC' },
    ]);
    expect(zoneChoices(zones(null, null))).toEqual([{ whose: 'sent', zone: 'UTC' }]);
  });

  it('are one under an old and a new name', () => {
    expect(zoneChoices(zones('Asia/Kolkata', 'Asia/Calcutta', 'Etc/UTC'))).toEqual([
      { whose: 'contact', zone: 'Asia/Kolkata' },
      { whose: 'sent', zone: 'Etc/UTC' },
    ]);
  });

  it.each([
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['Europe/Kyiv', 'Europe/Kiev'],
    ['America/New_York', 'US/Eastern'],
    ['Asia/Ho_Chi_Minh', 'Asia/Saigon'],
    ['America/Argentina/Buenos_Aires', 'America/Buenos_Aires'],
    ['UTC', 'Etc/UTC'],
    ['GMT', 'Zulu'],
    ['Etc/GMT', 'Greenwich'],
  ])('%s and %s are one', (one, other) => {
    expect(isSameZone(one, other)).toBe(true);
    expect(isSameZone(other, one)).toBe(true);
  });

  it.each([
    ['Europe/Madrid', 'Europe/Paris'],
    ['Asia/Shanghai', 'Asia/Taipei'],
    ['Europe/London', 'UTC'],
    ['America/Phoenix', 'America/Denver'],
    ['America/New_York', 'America/Toronto'],
    ['Nowhere/Land', 'UTC'],
  ])('%s and %s are two', (one, other) => expect(isSameZone(one, other)).toBe(false));

  it('are compared without the runtime’s name of a zone, which newer runtimes leave as it was given', () => {
    const named = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions');
    expect(isSameZone('Asia/Katmandu', 'Asia/Kathmandu')).toBe(true);
    expect(named).not.toHaveBeenCalled();
  });

  it('leave out a zone that this runtime does not know', () => {
    expect(zones('Nowhere/Land', 'Asia/Kolkata').contact).toBeNull();
  });

  it.each(['Europe/Madrid', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Etc/GMT+5', 'UTC'])(
    'are surely known by names such as %s',
    (name) => expect(isIanaZone(name)).toBe(true),
  );

  it.each([
    '',
    'EST',
    'CET',
    '+05:30',
    'India Standard Time',
    'Madrid',
    'Europe/Madrid ',
    'Europe/Atlantis',
    '../etc',
  ])('are not surely known by "%s"', (name) => expect(isIanaZone(name)).toBe(false));
});
