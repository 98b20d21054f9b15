import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCallback } from '#shared/callback/callback-window.ts';
import type { CallbackZones } from '#shared/callback/callback-zones.ts';
import type { CallbackDraft } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { callbackModes } from '#shared/callback/callback-modes.ts';
import type { ContactMode } from '#shared/lcm/call-facts.ts';
import { hours, mode, told, zone } from '#test/support/fact-fixtures.ts';
import { MORNING, brief, callback, form } from '#test/support/form-fixtures.ts';

const MADRID = 'Europe/Madrid';
const NEW_YORK = 'America/New_York';
const WARN = {
  past: 'warn',
  endBeforeStart: 'warn',
  tooFar: 'warn',
  outsideHours: 'warn',
  holiday: 'warn',
} as const;
const FORBID = { ...WARN, holiday: 'forbid' } as const;

interface Setting {
  readonly settings?: Partial<FormSettings>;
  readonly zones?: Partial<CallbackZones>;
  readonly now?: number;
  /** What LCM told of the numbers of mode 1. */
  readonly numbers?: Partial<ContactMode>[];
}

function check(
  parts: Partial<CallbackDraft>,
  { settings = {}, zones = {}, now = MORNING, numbers = [] }: Setting = {},
) {
  const all = { sent: MADRID, contact: null, campaign: null, agent: MADRID, ...zones };
  const contactModes = numbers.map((more, at) => mode('1', { name: 'Mobile', number: `${at}`, ...more }));
  const modes = callbackModes(form(settings), told({ contactModes }));
  return checkCallback(callback(parts), form(settings), all, now, modes);
}

/** The nearest allowed times, in short. */
function nearest(...input: Parameters<typeof check>): string | null {
  const found = check(...input).nearest;
  if (found === null) return null;
  const end = found.endTime === found.startTime ? '' : `-${found.endTime}`;
  return `${found.startDate} ${found.startTime}${end}`;
}

describe('a guard', () => {
  const settings = { callbackGuards: WARN, holidays: ['2026-03-11'] };

  it.each<[string, Partial<CallbackDraft>, string]>([
    ['past', { startTime: '08:30' }, 'callbackStartTime callbackInPast'],
    ['tooFar', { startDate: '2026-06-10' }, 'callbackStartDate callbackTooFar'],
    ['outsideHours', { startTime: '22:00' }, 'callbackStartTime callbackOutsideHours'],
    ['holiday', { startDate: '2026-03-11' }, 'callbackStartDate callbackOnHoliday'],
    ['endBeforeStart', { endTime: '10:00' }, 'callbackEndTime callbackEndBeforeStart'],
    ['tooFar', { endDate: '2026-06-10', endTime: '10:00' }, 'callbackEndDate callbackEndTooFar'],
  ])('%s forbids or warns as the settings say: %j', (guard, parts, expected) => {
    const forbidding = check(parts, {
      settings: { ...settings, callbackGuards: { ...WARN, [guard]: 'forbid' } },
    });
    expect(forbidding.ok ? [] : brief(forbidding.problems)).toEqual([expected]);
    const warning = check(parts, { settings });
    expect(warning.ok).toBe(true);
    expect(brief(warning.warnings)).toEqual([expected.replace('EndBeforeStart', 'EndIgnored')]);
  });

  it('that only warns of an end before the start sends the start as the end', () => {
    const result = check({ endTime: '10:00' }, { settings });
    expect(result.ok && result.window.wire).toMatchObject({ startTime: '10:30', endTime: '10:30' });
  });

  it('names a holiday if the settings do', () => {
    const holidays = [{ date: '2026-03-11', name: 'Feast of the town' }];
    expect(check({ startDate: '2026-03-11' }, { settings: { holidays } }).warnings).toEqual([
      {
        field: 'callbackStartDate',
        code: 'callbackOnNamedHoliday',
        params: { date: '2026-03-11', name: 'Feast of the town' },
      },
    ]);
  });

  it('uses the contact’s zone if known, else the campaign’s', () => {
    // 10:30 in Madrid is 05:30 in New York (summer time there since 8 March 2026) and 15:00 in Kolkata.
    const found = check({}, { zones: { contact: NEW_YORK, campaign: 'Asia/Kolkata' } });
    expect(found.ok ? [] : found.problems).toEqual([
      {
        field: 'callbackStartTime',
        code: 'callbackOutsideHours',
        params: { from: '08:00', to: '21:00', zone: NEW_YORK },
      },
    ]);
    expect(check({}, { zones: { campaign: 'Asia/Kolkata' } }).ok).toBe(true);
    // 23:30 in Kolkata.
    expect(check({ startTime: '19:00' }, { zones: { campaign: 'Asia/Kolkata' } }).ok).toBe(false);
    // It is the tenth in Madrid, and already the eleventh in Auckland (+13).
    const auckland = { zones: { contact: 'Pacific/Auckland' }, settings: { holidays: ['2026-03-11'] } };
    const date = { date: '2026-03-11' };
    expect(check({ startTime: '20:30' }, auckland).warnings).toMatchObject([
      { code: 'callbackOnHoliday', params: date },
    ]);
  });
});

/** It is Tuesday, 10 March 2026, 09:00 in Madrid; calling hours are 08:00 to 21:00. */
describe('the nearest allowed time', () => {
  it.each<[string, Partial<CallbackDraft>, Setting, string | null]>([
    ['is none where nothing is amiss', {}, {}, null],
    ['for a past one is the next five minutes', { startTime: '08:00' }, {}, '2026-03-10 09:05'],
    ['for yesterday likewise', { startDate: '2026-03-09' }, {}, '2026-03-10 09:05'],
    ['in the evening is before it', { startTime: '22:00' }, {}, '2026-03-10 20:59'],
    [
      'in the small hours is after them',
      { startDate: '2026-03-12', startTime: '05:00' },
      {},
      '2026-03-12 08:00',
    ],
    [
      'is the day before a holiday',
      { startDate: '2026-03-12', startTime: '09:00' },
      { settings: { holidays: ['2026-03-12'], callbackGuards: FORBID } },
      '2026-03-11 20:59',
    ],
    [
      'is the day after, if that is nearer',
      { startDate: '2026-03-12', startTime: '18:00' },
      { settings: { holidays: ['2026-03-12'] } },
      '2026-03-13 08:00',
    ],
    [
      'goes over holidays in a row',
      { startDate: '2026-03-13', startTime: '12:00' },
      { settings: { holidays: ['2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14'] } },
      '2026-03-15 08:00',
    ],
    ['is on the last day allowed', { startDate: '2026-06-01', startTime: '08:00' }, {}, '2026-04-09 20:59'],
    [
      'is on the last day before that holiday',
      { startDate: '2027-06-01' },
      { settings: { holidays: ['2026-04-09'] } },
      '2026-04-08 20:59',
    ],
    ['moves its end too', { startTime: '22:00', endTime: '22:30' }, {}, '2026-03-10 20:59-21:29'],
    ['for an end before the start is the start', { endTime: '10:00' }, {}, '2026-03-10 10:30'],
    [
      'goes by hours over midnight',
      { startTime: '12:00' },
      { settings: { callingHours: { from: '22:00', to: '06:00' } } },
      '2026-03-10 22:00',
    ],
    // 10:30 is 05:30 in New York, whose day begins at 13:00 in Madrid.
    ['is shown by the clock it was entered by', {}, { zones: { contact: NEW_YORK } }, '2026-03-10 13:00'],
    [
      'is none where no day is allowed',
      { startTime: '22:00' },
      { settings: { callbackMaxDays: 1, holidays: ['2026-03-10', '2026-03-11'] } },
      null,
    ],
  ])('%s', (_, parts, setting, expected) => expect(nearest(parts, setting)).toBe(expected));

  it('is the first minute after a clock gap if calling hours begin in the gap', () => {
    // Madrid’s clock goes from 02:00 to 03:00 on 29 March 2026.
    const settings = { callingHours: { from: '02:30', to: '05:00' } };
    expect(nearest({ startDate: '2026-03-29', startTime: '01:30' }, { settings })).toBe('2026-03-29 03:00');
  });

  it('is allowed, and no allowed minute is nearer', { timeout: 60_000 }, () => {
    const hours = fc.constantFrom(
      { from: '08:00', to: '21:00' },
      { from: '09:30', to: '10:15' },
      { from: '22:00', to: '06:00' },
      { from: '00:00', to: '00:00' },
    );
    const contact = fc.constantFrom(
      null,
      NEW_YORK,
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/Santiago',
    );
    const holidays = fc.subarray(['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13']);
    // Over Lord Howe’s and Chile’s change of 4 and 5 April as well.
    const now = fc.constantFrom(MORNING, Date.UTC(2026, 3, 4, 9, 17));
    const minutes = fc.integer({ min: -2_000, max: 4 * 24 * 60 });
    fc.assert(
      fc.property(hours, contact, holidays, now, minutes, (callingHours, zone, days, at, ahead) => {
        const settings = { callingHours, holidays: days, callbackMaxDays: 3 };
        const setting = { settings, zones: { sent: 'UTC', agent: 'UTC', contact: zone }, now: at };
        const entered = Math.round(at / 60_000) * 60_000 + ahead * 60_000;
        const textOf = (instant: number): Partial<CallbackDraft> => {
          const text = new Date(instant).toISOString();
          return { startDate: text.slice(0, 10), startTime: text.slice(11, 16) };
        };
        const isAllowed = (instant: number): boolean => {
          const result = check(textOf(instant), setting);
          return result.ok && result.warnings.length === 0;
        };
        const found = check(textOf(entered), setting).nearest;
        const soonest = Math.ceil((at + 60_000) / 300_000) * 300_000;
        if (found === null) return;
        expect(isAllowed(found.at)).toBe(true);
        expect(found.at).toBeGreaterThanOrEqual(soonest);
        const distance = Math.abs(found.at - entered);
        // Each quarter of an hour, and the minutes right beside the one that was found.
        for (let step = 0; step < distance; step += 15 * 60_000) {
          for (const other of [entered - step, entered + step]) {
            if (other >= soonest) expect(isAllowed(other)).toBe(false);
          }
        }
        const closer = found.at + (found.at < entered ? 60_000 : -60_000);
        if (distance > 0 && closer >= soonest) expect(isAllowed(closer)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the hours of the number', () => {
  const NINE_TO_SIX = { ...hours('09:00', '18:00'), zone: zone(MADRID) };

  it.each<[string, Partial<ContactMode>[], string, boolean]>([
    ['their first minute', [NINE_TO_SIX], '09:00', true],
    ['the minute before', [NINE_TO_SIX], '08:59', false],
    ['their last minute', [NINE_TO_SIX], '17:59', true],
    ['the minute after', [NINE_TO_SIX], '18:00', false],
    ['a time that only the settings allow', [NINE_TO_SIX], '19:00', false],
    [
      'a time that only the number allows',
      [{ ...hours('07:00', '23:00'), zone: zone(MADRID) }],
      '22:30',
      true,
    ],
    ['a time after midnight', [{ ...hours('22:00', '06:00'), zone: zone(MADRID) }], '05:59', true],
    ['the end over midnight', [{ ...hours('22:00', '06:00'), zone: zone(MADRID) }], '06:00', false],
    ['the last minute of the day', [{ ...hours('09:00', '24:00'), zone: zone(MADRID) }], '23:59', true],
    // 14:00 in Madrid is 09:00 in New York, where summer time began on 8 March.
    ['its morning in another zone', [{ ...hours('09:00', '18:00'), zone: zone(NEW_YORK) }], '14:00', true],
    ['its night in another zone', [{ ...hours('09:00', '18:00'), zone: zone(NEW_YORK) }], '13:59', false],
    [
      'the hours of its second number',
      [NINE_TO_SIX, { ...hours('20:00', '21:00'), zone: zone(MADRID) }],
      '20:30',
      true,
    ],
    [
      'between its numbers’ hours',
      [NINE_TO_SIX, { ...hours('20:00', '21:00'), zone: zone(MADRID) }],
      '19:30',
      false,
    ],
  ])('%s', (_, numbers, startTime, allowed) => {
    expect(check({ startDate: '2026-03-11', startTime }, { numbers }).ok).toBe(allowed);
  });

  it('are named by the problem, and count for the modes of the settings only if LCM tells none', () => {
    const found = check({ startTime: '19:00' }, { numbers: [NINE_TO_SIX] });
    expect(found.ok ? [] : found.problems).toEqual([
      {
        field: 'callbackStartTime',
        code: 'callbackOutsideModeHours',
        params: { mode: 'Mobile', from: '09:00', to: '18:00', zone: MADRID },
      },
    ]);
    expect(check({ startTime: '19:00' }).ok).toBe(true);
  });

  it('only warn if the settings say so', () => {
    const found = check(
      { startTime: '19:00' },
      { numbers: [NINE_TO_SIX], settings: { callbackGuards: WARN } },
    );
    expect(found.ok).toBe(true);
    expect(brief(found.warnings)).toEqual(['callbackStartTime callbackOutsideModeHours']);
  });

  it.each<[string, Partial<ContactMode>[], string, string]>([
    ['before them', [NINE_TO_SIX], '07:00', '2026-03-11 09:00'],
    ['after them', [NINE_TO_SIX], '19:00', '2026-03-11 17:59'],
    ['in another zone', [{ ...hours('09:00', '18:00'), zone: zone(NEW_YORK) }], '10:00', '2026-03-11 14:00'],
    [
      'a day ahead',
      [{ ...hours('09:00', '10:00'), zone: zone('Pacific/Kiritimati') }],
      '23:00',
      '2026-03-11 20:59',
    ],
    ['over midnight', [{ ...hours('22:00', '06:00'), zone: zone(MADRID) }], '07:00', '2026-03-11 05:59'],
    [
      'until the end of the day',
      [{ ...hours('12:00', '24:00'), zone: zone(MADRID) }],
      '01:00',
      '2026-03-11 00:00',
    ],
  ])('have a nearest time for one that is %s', (_, numbers, startTime, expected) => {
    const setting = { numbers, settings: { callbackMaxDays: 30 } };
    const found = nearest({ startDate: '2026-03-11', startTime }, setting);
    if (expected !== '2026-03-11 00:00') expect(found).toBe(expected);
    else expect(found).toBe('2026-03-10 23:59');
  });
});
