import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  isKnownZone,
  offsetAt,
  readDate,
  readTime,
  readWallTime,
  timestampAt,
  wallTimeAt,
} from '#shared/callback/wall-clock.ts';

const MADRID = 'Europe/Madrid';
const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe';
const SANTIAGO = 'America/Santiago';
const utc = (text: string): number => Date.parse(`${text}Z`);

function reading(zone: string, wall: string) {
  const [date = '', time = ''] = wall.split(' ');
  return readWallTime(readDate(date)!, time, zone);
}

/*
 * The expected values below follow from the rules of the IANA time zone database, by hand:
 * EU: last Sunday of March and of October, 01:00 UTC. US: second Sunday of March and first of November, 02:00.
 * Lord Howe (+10:30, in summer +11): first Sunday of April and of October, 02:00.
 * Chile (-4, in summer -3): first Sunday on or after 2 April at 03:00 UTC, and on or after 2 September at 04:00 UTC.
 */
describe('a wall time', { timeout: 60_000 }, () => {
  it.each([
    [MADRID, '2026-01-15 10:30', '2026-01-15T09:30'],
    [MADRID, '2026-07-15 10:30', '2026-07-15T08:30'],
    [MADRID, '2026-03-29 01:59', '2026-03-29T00:59'],
    [MADRID, '2026-03-29 03:00', '2026-03-29T01:00'],
    [MADRID, '2026-10-25 01:59', '2026-10-24T23:59'],
    [MADRID, '2026-10-25 03:00', '2026-10-25T02:00'],
    [NEW_YORK, '2026-01-15 10:30', '2026-01-15T15:30'],
    [NEW_YORK, '2026-03-08 03:00', '2026-03-08T07:00'],
    [NEW_YORK, '2026-11-01 02:00', '2026-11-01T07:00'],
    [LORD_HOWE, '2026-01-15 10:30', '2026-01-14T23:30'],
    [LORD_HOWE, '2026-07-15 10:30', '2026-07-15T00:00'],
    [LORD_HOWE, '2026-10-04 01:59', '2026-10-03T15:29'],
    [LORD_HOWE, '2026-10-04 02:30', '2026-10-03T15:30'],
    [LORD_HOWE, '2026-04-05 01:29', '2026-04-04T14:29'],
    [LORD_HOWE, '2026-04-05 02:00', '2026-04-04T15:30'],
    [SANTIAGO, '2026-09-05 23:59', '2026-09-06T03:59'],
    [SANTIAGO, '2026-09-06 01:00', '2026-09-06T04:00'],
    [SANTIAGO, '2026-04-05 00:00', '2026-04-05T04:00'],
    ['Asia/Kolkata', '2026-03-10 10:30', '2026-03-10T05:00'],
    ['Asia/Kathmandu', '2026-03-10 10:30', '2026-03-10T04:45'],
    ['UTC', '2026-03-10 10:30', '2026-03-10T10:30'],
    [MADRID, '2028-02-29 10:00', '2028-02-29T09:00'],
    [MADRID, '2026-12-31 23:59', '2026-12-31T22:59'],
    [MADRID, '2027-01-01 00:00', '2026-12-31T23:00'],
    ['Pacific/Kiritimati', '2027-01-01 00:30', '2026-12-31T10:30'],
  ])('in %s, %s is %s UTC', (zone, wall, expected) => {
    expect(reading(zone, wall)).toEqual({ kind: 'instant', at: utc(expected) });
    const [date, time] = wall.split(' ');
    expect(wallTimeAt(utc(expected), zone)).toEqual({ date, time });
  });

  it.each([
    [MADRID, '2026-03-29 02:00', '2026-03-29 01:59', '2026-03-29 03:00'],
    [MADRID, '2026-03-29 02:30', '2026-03-29 01:59', '2026-03-29 03:00'],
    [MADRID, '2026-03-29 02:59', '2026-03-29 01:59', '2026-03-29 03:00'],
    [NEW_YORK, '2026-03-08 02:30', '2026-03-08 01:59', '2026-03-08 03:00'],
    [LORD_HOWE, '2026-10-04 02:00', '2026-10-04 01:59', '2026-10-04 02:30'],
    [LORD_HOWE, '2026-10-04 02:29', '2026-10-04 01:59', '2026-10-04 02:30'],
    [SANTIAGO, '2026-09-06 00:00', '2026-09-05 23:59', '2026-09-06 01:00'],
    [SANTIAGO, '2026-09-06 00:30', '2026-09-05 23:59', '2026-09-06 01:00'],
    // Samoa left out a whole day when it moved over the date line.
    ['Pacific/Apia', '2011-12-30 12:00', '2011-12-29 23:59', '2011-12-31 00:00'],
  ])('in %s, the clock leaps over %s: from %s to %s', (zone, wall, before, after) => {
    const parts = (text: string) => ({ date: text.split(' ')[0], time: text.split(' ')[1] });
    expect(reading(zone, wall)).toEqual({ kind: 'gap', before: parts(before), after: parts(after) });
  });

  it.each([
    [MADRID, '2026-10-25 02:00', '2026-10-25T00:00', '+02:00', '2026-10-25T01:00', '+01:00'],
    [MADRID, '2026-10-25 02:59', '2026-10-25T00:59', '+02:00', '2026-10-25T01:59', '+01:00'],
    [NEW_YORK, '2026-11-01 01:30', '2026-11-01T05:30', '-04:00', '2026-11-01T06:30', '-05:00'],
    [LORD_HOWE, '2026-04-05 01:30', '2026-04-04T14:30', '+11:00', '2026-04-04T15:00', '+10:30'],
    [LORD_HOWE, '2026-04-05 01:59', '2026-04-04T14:59', '+11:00', '2026-04-04T15:29', '+10:30'],
    [SANTIAGO, '2026-04-04 23:30', '2026-04-05T02:30', '-03:00', '2026-04-05T03:30', '-04:00'],
  ])('in %s, the clock shows %s twice: at %s (%s) and %s (%s) UTC', (zone, wall, first, at, second, then) => {
    expect(reading(zone, wall)).toEqual({ kind: 'fold', earlier: utc(first), later: utc(second) });
    expect([offsetAt(utc(first), zone), offsetAt(utc(second), zone)]).toEqual([at, then]);
  });

  it('of any instant in any zone reads as that instant again', () => {
    const zone = fc.constantFrom(
      MADRID,
      NEW_YORK,
      LORD_HOWE,
      SANTIAGO,
      'Asia/Kathmandu',
      'UTC',
      'Pacific/Apia',
    );
    const minute = fc.integer({
      min: utc('2020-01-01T00:00') / 60_000,
      max: utc('2040-01-01T00:00') / 60_000,
    });
    fc.assert(
      fc.property(zone, minute, (anyZone, anyMinute) => {
        const at = anyMinute * 60_000;
        const wall = wallTimeAt(at, anyZone);
        const found = readWallTime(readDate(wall.date)!, wall.time, anyZone);
        if (found.kind === 'gap') throw new Error('a time that was shown exists');
        expect(found.kind === 'fold' ? [found.earlier, found.later] : [found.at]).toContain(at);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('reading typed dates and times', () => {
  it.each([
    '',
    '2027-02-29',
    '2100-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '0000-01-01',
    '26-01-01',
    '2026-1-1',
    '10/03/2026',
    '2026-01-01T00:00',
    '2026-01-01 ',
    '٢٠٢٦-٠١-٠١',
  ])('takes "%s" for no date', (text) => expect(readDate(text)).toBeNull());

  it.each(['2028-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])('takes %s', (text) => {
    expect(readDate(text)?.toString()).toBe(text);
  });

  it.each(['', '24:00', '10:60', '10', '1030', '10:3', '-1:00', '10:30:00', '10.30', '010:30', '10:30 PM'])(
    'takes "%s" for no time',
    (text) => expect(readTime(text)).toBeNull(),
  );

  it.each([
    ['00:00', '00:00'],
    ['23:59', '23:59'],
    ['9:05', '09:05'],
  ])('takes %s as %s', (text, time) => expect(readTime(text)).toBe(time));

  it.each(['', 'Etc/Unknown', 'Madrid', 'Europe/Madrid '])('knows no zone "%s"', (zone) => {
    expect(isKnownZone(zone)).toBe(false);
  });
});

it('shows the clocks of an unknown zone as UTC’s', () => {
  const at = Date.UTC(2026, 2, 10, 9, 30);
  expect(wallTimeAt(at, 'Etc/Unknown')).toEqual({ date: '2026-03-10', time: '09:30' });
  expect([offsetAt(at, 'Etc/Unknown'), timestampAt(at, '')]).toEqual([
    '+00:00',
    '2026-03-10T09:30:00.000+00:00',
  ]);
});

it('asks the runtime once about each zone', () => {
  const asked = vi.spyOn(Intl, 'DateTimeFormat');
  const zones = ['Pacific/Chatham', 'Nowhere/At_All', ''];
  for (let turn = 0; turn < 3; turn += 1) expect(zones.map(isKnownZone)).toEqual([true, false, false]);
  expect(asked).toHaveBeenCalledTimes(2);
  asked.mockRestore();
});
