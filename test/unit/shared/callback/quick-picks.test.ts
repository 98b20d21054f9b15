import { describe, expect, it } from 'vitest';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';
import { readPickDuration, pickLabel, pickTimes } from '#shared/callback/callback-suggestion.ts';
import { quickPickSchema } from '#shared/callback/callback-settings.ts';
import { MORNING } from '#test/support/form-fixtures.ts';

const MADRID = 'Europe/Madrid';

describe('a quick pick', () => {
  it.each([
    ['30 min', 30],
    ['90min', 90],
    ['2 h', 120],
    ['1 h 30 min', 90],
    ['1h30min', 90],
    ['0 min', null],
    ['', null],
    ['30', null],
    ['soon', null],
    ['1 d', null],
  ])('"%s" is %s minutes', (text, minutes) => expect(readPickDuration(text)).toBe(minutes));

  it('is a duration from now, or a time of day some days from now', () => {
    expect(pickTimes({ in: '1 h 30 min' }, MORNING, MADRID)).toMatchObject({
      startDate: '2026-03-10',
      startTime: '10:30',
    });
    expect(pickTimes({ day: 0, at: '18:00' }, MORNING, MADRID)).toMatchObject({
      startDate: '2026-03-10',
      startTime: '18:00',
    });
    expect(pickTimes({ day: 7, at: '9:00' }, MORNING, MADRID)).toMatchObject({
      startDate: '2026-03-17',
      startTime: '09:00',
    });
    expect(pickTimes({ in: '1 h' }, MORNING, 'Etc/Unknown')).toBeNull();
  });

  it('has the administrator’s words, for all languages or for the agent’s', () => {
    const label = { en: 'First thing', 'es-MX': 'Tempranito' };
    expect(pickLabel({ in: '1 h', label: 'Later' }, 'de')).toBe('Later');
    expect(pickLabel({ in: '1 h', label }, 'en-GB')).toBe('First thing');
    expect(pickLabel({ in: '1 h', label }, 'es-MX')).toBe('Tempranito');
    expect(pickLabel({ in: '1 h', label }, 'es-ES')).toBeNull();
    expect(pickLabel({ in: '1 h' }, 'en')).toBeNull();
  });

  it.each([
    { in: 'soon' },
    { day: 1 },
    { at: '10:00' },
    { day: -1, at: '10:00' },
    { day: 1, at: '25:00' },
    { in: '1 h', x: 1 },
  ])('is not %j', (pick) => expect(quickPickSchema.safeParse(pick).success).toBe(false));
});

it('the settings report faulty picks, holidays and guards', () => {
  const { error } = formSettingsSchema.safeParse({
    callbackQuickPicks: [{ in: '30 min' }, { in: 'soon' }, 'later'],
    holidays: ['2026-12-25', { date: '2026-02-30', name: 'Never' }],
    callbackGuards: { past: 'maybe' },
  });
  const faults = error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  expect(faults).toEqual([
    'holidays.1.date notADate',
    expect.stringContaining('callbackGuards.past '),
    'callbackQuickPicks.1.in notADuration',
    'callbackQuickPicks.2 notAQuickPick',
  ]);
});
