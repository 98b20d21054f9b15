import { describe, expect, it } from 'vitest';
import { suggestCallback, suggestDay } from '#shared/callback/callback-suggestion.ts';
import { checkCallback, withDefaultEnd } from '#shared/callback/callback-window.ts';
import { callbackZones, type CallbackZones } from '#shared/callback/callback-zones.ts';
import type { CallbackDraft } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { MORNING, brief, callback, form } from '#test/support/form-fixtures.ts';

const MADRID = 'Europe/Madrid';
const utc = (text: string): number => Date.parse(`${text}Z`);
const anyHour = { callingHours: { from: '00:00', to: '00:00' } };

function check(
  callbackParts: Partial<CallbackDraft>,
  {
    settings = {},
    zone = MADRID,
    now = MORNING,
    zones = {},
  }: { settings?: Partial<FormSettings>; zone?: string; now?: number; zones?: Partial<CallbackZones> } = {},
) {
  const all = { sent: zone, contact: null, campaign: null, agent: zone, ...zones };
  return checkCallback(callback(callbackParts), form(settings), all, now);
}

function problemsOf(...input: Parameters<typeof check>) {
  const result = check(...input);
  return result.ok ? [] : result.problems;
}

function windowOf(...input: Parameters<typeof check>) {
  const result = check(...input);
  if (!result.ok) throw new Error(brief(result.problems).join(', '));
  return result.window;
}

describe('a callback', () => {
  it('is sent with padded dates and times, and its start as the end if none is entered', () => {
    expect(windowOf({ startDate: '2026-04-01', startTime: '9:05' })).toEqual({
      start: utc('2026-04-01T07:05'),
      end: utc('2026-04-01T07:05'),
      zone: MADRID,
      modeId: '1',
      wire: { startDate: '01/04/2026', endDate: '01/04/2026', startTime: '09:05', endTime: '09:05' },
    });
  });

  it('is sent with the entered end', () => {
    const window = windowOf({ endDate: '2026-03-11', endTime: '08:00' });
    expect(window.end).toBe(utc('2026-03-11T07:00'));
    expect(window.wire).toMatchObject({ startDate: '10/03/2026', endDate: '11/03/2026', endTime: '08:00' });
  });

  it('uses the zone of the settings, else the machine’s', () => {
    const nobody = { contactZone: null, campaignZone: null };
    expect(callbackZones(form(), MADRID, nobody).sent).toBe(MADRID);
    expect(callbackZones(form({ callbackZone: 'Asia/Kolkata' }), MADRID, nobody).sent).toBe('Asia/Kolkata');
  });

  it.each([
    [{ endTime: '11:00' }, '2026-03-10', '11:00'],
    [{ endDate: '2026-03-10' }, '2026-03-10', '10:30'],
    [{ endDate: '2026-03-11' }, '2026-03-11', ''],
    [{}, '2026-03-10', '10:30'],
  ])('with %j ends on %s at "%s"', (parts, endDate, endTime) => {
    expect(withDefaultEnd(callback(parts))).toMatchObject({ endDate, endTime });
  });

  it.each<[string, Partial<CallbackDraft>, string[]]>([
    [
      'nothing entered',
      { startDate: '', startTime: '', modeId: null },
      ['callbackMode callbackModeMissing', 'callbackWhen whenMissing'],
    ],
    ['a day alone', { startTime: '' }, ['callbackStartTime startTimeMissing']],
    [
      'text that is no time',
      { startDate: '', startTime: '', when: 'after lunch' },
      ['callbackWhen whenNotTaken'],
    ],
    ['such text beside a time', { when: 'after lunch' }, ['callbackWhen whenNotTaken']],
    ['a day that does not exist', { startDate: '2026-02-30' }, ['callbackStartDate dateUnreadable']],
    ['29 February of no leap year', { startDate: '2027-02-29' }, ['callbackStartDate dateUnreadable']],
    ['a time that does not exist', { startTime: '25:00' }, ['callbackStartTime timeUnreadable']],
    [
      'an unreadable end',
      { endDate: 'soon', endTime: 'late' },
      ['callbackEndDate dateUnreadable', 'callbackEndTime timeUnreadable'],
    ],
    ['an end day without a time', { endDate: '2026-03-11' }, ['callbackEndTime endTimeMissing']],
    [
      'an end time without a start',
      { startDate: '', endTime: '11:00' },
      ['callbackStartDate startDateMissing'],
    ],
    ['an end equal to the start', { endDate: '2026-03-10', endTime: '10:30' }, []],
    ['an end a minute early', { endTime: '10:29' }, ['callbackEndTime callbackEndBeforeStart']],
    [
      'an end a day early',
      { startDate: '2026-03-11', endDate: '2026-03-10', endTime: '12:00' },
      ['callbackEndDate callbackEndBeforeStart'],
    ],
    [
      'an end in another year',
      { endDate: '2062-03-10', endTime: '11:00' },
      ['callbackEndDate callbackEndTooFar'],
    ],
    ['this very minute', { startTime: '09:00' }, []],
    ['a minute ago', { startTime: '08:59' }, ['callbackStartTime callbackInPast']],
    ['yesterday', { startDate: '2026-03-09' }, ['callbackStartDate callbackInPast']],
    ['the last day allowed', { startDate: '2026-04-09', startTime: '20:59' }, []],
    ['the day after', { startDate: '2026-04-10' }, ['callbackStartDate callbackTooFar']],
    ['the first minute of calling hours', { startDate: '2026-03-11', startTime: '08:00' }, []],
    [
      'the minute before',
      { startDate: '2026-03-11', startTime: '07:59' },
      ['callbackStartTime callbackOutsideHours'],
    ],
    ['the last minute of calling hours', { startTime: '20:59' }, []],
    ['the minute after', { startTime: '21:00' }, ['callbackStartTime callbackOutsideHours']],
    ['an end after calling hours', { endTime: '23:00' }, []],
  ])('says what is wrong with %s', (_, parts, expected) => {
    expect(brief(problemsOf(parts))).toEqual(expected);
  });

  it('fill the gaps of their words', () => {
    expect(problemsOf({ startTime: '08:30' })[0]?.params).toEqual({
      today: '2026-03-10',
      now: '09:00',
      zone: MADRID,
    });
    expect(problemsOf({ startDate: '2026-05-10' })[0]?.params).toEqual({ days: 30, latest: '2026-04-09' });
    expect(problemsOf({ startTime: '22:00' })[0]?.params).toEqual({
      from: '08:00',
      to: '21:00',
      zone: MADRID,
    });
    expect(problemsOf({ endDate: '2026-06-10', endTime: '1:00' })[0]?.params).toEqual({
      days: 30,
      latest: '2026-04-09',
    });
  });

  it('counts days by the calendar of its zone, not of the machine or of UTC', () => {
    // In Kiritimati (UTC+14) it is already the first of January.
    const now = utc('2026-12-31T10:30');
    const kiritimati = { zone: 'Pacific/Kiritimati', now, settings: anyHour };
    expect(brief(problemsOf({ startDate: '2026-12-31', startTime: '23:00' }, kiritimati))).toEqual([
      'callbackStartDate callbackInPast',
    ]);
    expect(problemsOf({ startDate: '2027-01-31', startTime: '10:00' }, kiritimati)).toEqual([]);
    const honolulu = { ...kiritimati, zone: 'Pacific/Honolulu' };
    expect(windowOf({ startDate: '2026-12-31', startTime: '00:30' }, honolulu).start).toBe(now);
  });

  it.each([
    ['22:00', true],
    ['23:59', true],
    ['00:00', true],
    ['05:59', true],
    ['06:00', false],
    ['21:59', false],
  ])('with calling hours from 22:00 to 06:00, %s is within: %s', (startTime, within) => {
    const settings = { callingHours: { from: '22:00', to: '06:00' } };
    expect(check({ startDate: '2026-03-11', startTime }, { settings }).ok).toBe(within);
  });

  it('has no calling hours if both are equal', () => {
    const settings = { callingHours: { from: '09:00', to: '09:00' } };
    expect(problemsOf({ startDate: '2026-03-11', startTime: '03:00' }, { settings })).toEqual([]);
  });

  it('accepts another mode of the settings', () => {
    const settings = { callbackModes: [{ id: '77', name: 'Neighbour' }] };
    expect(windowOf({ modeId: '77' }, { settings }).modeId).toBe('77');
  });

  it('only warns of a mode that is not offered, since LCM may list other modes now', () => {
    const settings = { callbackModes: [{ id: '77', name: 'Neighbour' }] };
    const result = check({ modeId: '1' }, { settings });
    expect(result.ok && result.window.modeId).toBe('1');
    expect(result.warnings).toEqual([
      { field: 'callbackMode', code: 'callbackModeUnlisted', params: { mode: '1' } },
    ]);
  });

  it('has a problem if the machine does not know the zone', () => {
    expect(problemsOf({ modeId: null }, { zone: 'Etc/Unknown' })).toEqual([
      { field: 'callbackMode', code: 'callbackModeMissing', params: {} },
      { field: 'callbackStartTime', code: 'callbackZoneUnknown', params: { zone: 'Etc/Unknown' } },
    ]);
  });

  it('has all its problems at once', () => {
    const parts = { startTime: '06:00', endDate: '2026-03-09', endTime: '25:00', modeId: '' };
    expect(brief(problemsOf(parts))).toEqual([
      'callbackEndDate callbackEndBeforeStart',
      'callbackEndTime timeUnreadable',
      'callbackMode callbackModeMissing',
      'callbackStartTime callbackInPast',
      'callbackStartTime callbackOutsideHours',
    ]);
  });
});

describe('a callback in a gap of the clock', () => {
  const march = { now: utc('2026-03-28T08:00'), settings: anyHour };

  it('asks with the nearest existing times, only once if the end is the same', () => {
    const expected = [
      {
        field: 'callbackStartTime',
        code: 'callbackInGap',
        params: {
          beforeDate: '2026-03-29',
          beforeTime: '01:59',
          afterDate: '2026-03-29',
          afterTime: '03:00',
          zone: MADRID,
        },
      },
    ];
    const start = { startDate: '2026-03-29', startTime: '02:30' };
    expect(problemsOf(start, march)).toEqual(expected);
    expect(problemsOf({ ...start, endDate: '2026-03-29', endTime: '02:30' }, march)).toEqual(expected);
    expect(problemsOf({ ...start, endFold: 'later' }, march)).toEqual(expected);
  });

  it('asks at the end if only the end is in the gap', () => {
    const parts = { startDate: '2026-03-29', startTime: '01:30', endTime: '02:45' };
    expect(brief(problemsOf(parts, march))).toEqual(['callbackEndTime callbackInGap']);
  });

  it('names the day before if the gap is at midnight', () => {
    const september = { now: utc('2026-09-05T12:00'), settings: anyHour, zone: 'America/Santiago' };
    expect(problemsOf({ startDate: '2026-09-06', startTime: '00:15' }, september)[0]?.params).toEqual({
      beforeDate: '2026-09-05',
      beforeTime: '23:59',
      afterDate: '2026-09-06',
      afterTime: '01:00',
      zone: 'America/Santiago',
    });
  });
});

describe('a callback in a fold of the clock', () => {
  const october = { now: utc('2026-10-24T08:00'), settings: anyHour };
  const twice = { startDate: '2026-10-25', startTime: '02:30' };

  it('asks which time is meant, only once if the end is the same', () => {
    expect(problemsOf(twice, october)).toEqual([
      {
        field: 'callbackStartTime',
        code: 'callbackInFold',
        params: { earlierOffset: '+02:00', laterOffset: '+01:00', zone: MADRID },
      },
    ]);
  });

  it.each([
    ['earlier', '2026-10-25T00:30'],
    ['later', '2026-10-25T01:30'],
  ] as const)('takes the %s where that is the answer, for an equal end too', (startFold, expected) => {
    const window = windowOf({ ...twice, startFold }, october);
    expect([window.start, window.end]).toEqual([utc(expected), utc(expected)]);
    expect(window.wire).toMatchObject({ startDate: '25/10/2026', startTime: '02:30', endTime: '02:30' });
  });

  it('can start at the earlier and end at the later time, but not the other way round', () => {
    const window = windowOf({ ...twice, startFold: 'earlier', endFold: 'later' }, october);
    expect(window.end - window.start).toBe(60 * 60_000);
    expect(brief(problemsOf({ ...twice, startFold: 'later', endFold: 'earlier' }, october))).toEqual([
      'callbackEndTime callbackEndBeforeStart',
    ]);
  });

  it('asks at the end if only the end is in the fold', () => {
    const parts = { startDate: '2026-10-25', startTime: '01:30', endTime: '02:30' };
    expect(brief(problemsOf(parts, october))).toEqual(['callbackEndTime callbackInFold']);
    expect(windowOf({ ...parts, endFold: 'later' }, october).end).toBe(utc('2026-10-25T01:30'));
  });

  it('may not have a written end before the written start, even if the instants are in order', () => {
    const parts = { ...twice, startFold: 'earlier', endTime: '02:15', endFold: 'later' } as const;
    expect(brief(problemsOf(parts, october))).toEqual(['callbackEndTime callbackEndBeforeStart']);
  });

  it('is in the past, without a question, once both times are over', () => {
    const after = { ...october, now: utc('2026-10-25T01:31') };
    expect(brief(problemsOf(twice, after))).toEqual(['callbackStartTime callbackInPast']);
    const between = { ...october, now: utc('2026-10-25T01:00') };
    expect(brief(problemsOf(twice, between))).toEqual(['callbackStartTime callbackInFold']);
    expect(brief(problemsOf({ ...twice, startFold: 'earlier' }, between))).toEqual([
      'callbackStartTime callbackInPast',
    ]);
    expect(problemsOf({ ...twice, startFold: 'later' }, between)).toEqual([]);
  });

  it('takes half an hour on Lord Howe Island', () => {
    const howe = { zone: 'Australia/Lord_Howe', now: utc('2026-04-04T00:00'), settings: anyHour };
    const parts = { startDate: '2026-04-05', startTime: '01:45' };
    expect(problemsOf(parts, howe)[0]?.params).toMatchObject({
      earlierOffset: '+11:00',
      laterOffset: '+10:30',
    });
    expect(windowOf({ ...parts, startFold: 'later' }, howe).start).toBe(utc('2026-04-04T15:15'));
  });

  it('ignores an answer to a question that is no longer asked', () => {
    expect(windowOf({ startFold: 'later', endFold: 'earlier' }).start).toBe(utc('2026-03-10T09:30'));
  });
});

describe('quick picks', () => {
  const times = (date: string, time: string, fold: 'earlier' | 'later' | null = null) => ({
    startDate: date,
    startTime: time,
    endDate: date,
    endTime: time,
    startFold: fold,
    endFold: fold,
  });

  it.each([
    ['2026-03-10T08:00', MADRID, 30, times('2026-03-10', '09:30')],
    ['2026-03-10T08:00:00.001', MADRID, 30, times('2026-03-10', '09:31')],
    ['2026-12-31T22:45', MADRID, 30, times('2027-01-01', '00:15')],
    ['2028-02-28T22:45', MADRID, 30, times('2028-02-29', '00:15')],
    ['2026-03-10T08:00', 'Asia/Kathmandu', 60, times('2026-03-10', '14:45')],
    // Over the leap an hour is an hour.
    ['2026-03-29T00:30', MADRID, 60, times('2026-03-29', '03:30')],
    ['2026-10-24T23:45', MADRID, 30, times('2026-10-25', '02:15', 'earlier')],
    ['2026-10-25T00:45', MADRID, 30, times('2026-10-25', '02:15', 'later')],
  ])('at %s UTC in %s, %i minutes from now', (now, zone, minutes, expected) => {
    expect(suggestCallback(utc(now), zone, minutes)).toEqual(expected);
  });

  it.each([
    ['2026-03-10T08:00', MADRID, '10:00', times('2026-03-11', '10:00')],
    ['2026-03-10T23:30', MADRID, '10:00', times('2026-03-12', '10:00')],
    ['2026-12-31T12:00', MADRID, '9:00', times('2027-01-01', '09:00')],
    ['2028-02-28T12:00', MADRID, '10:00', times('2028-02-29', '10:00')],
    ['2026-03-28T12:00', MADRID, '02:30', times('2026-03-29', '03:00')],
    ['2026-09-05T12:00', 'America/Santiago', '00:00', times('2026-09-06', '01:00')],
    ['2026-10-24T12:00', MADRID, '02:30', times('2026-10-25', '02:30')],
  ])('at %s UTC in %s, tomorrow at %s', (now, zone, time, expected) => {
    expect(suggestDay(utc(now), zone, 1, time)).toEqual(expected);
  });

  it('are valid callbacks', () => {
    const now = utc('2026-10-25T00:45');
    const picks = [suggestCallback(now, MADRID, 30), suggestDay(now, MADRID, 1, '10:00')];
    for (const pick of picks) expect(problemsOf(pick!, { now, settings: anyHour })).toEqual([]);
  });

  it('give no times in an unknown zone or for an unreadable time', () => {
    expect(suggestCallback(MORNING, 'Etc/Unknown', 30)).toBeNull();
    expect(suggestDay(MORNING, 'Etc/Unknown', 1, '10:00')).toBeNull();
    expect(suggestDay(MORNING, MADRID, 1, 'ten')).toBeNull();
  });
});
