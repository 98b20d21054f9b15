import { describe, expect, it } from 'vitest';
import { callbackModes, callingHours, firstMode } from '#shared/callback/callback-modes.ts';
import type { CallFacts, ContactMode } from '#shared/lcm/call-facts.ts';
import { form } from '#test/support/form-fixtures.ts';
import { UNCERTAIN, hours, mode, modeInformation, told, zone } from '#test/support/fact-fixtures.ts';

const MOBILE = mode('3', { name: 'Mobile', number: '6591462346' });
const OFFICE = mode('2', { name: 'Office', number: '6591462347' });

/** The offered modes in short: `id name number+number`. */
function offered(facts: CallFacts): string[] {
  return callbackModes(form(), facts).map(({ id, name, numbers }) =>
    [id, name, numbers.map(({ number }) => number ?? '–').join('+')].join(' ').trim(),
  );
}

describe('the modes offered for a callback', () => {
  it.each<[string, CallFacts, string[]]>([
    ['the settings’ while LCM has told nothing', told({}), ['1 Home', '2 Office', '3 Mobile']],
    [
      'the settings’ if LCM lists none',
      told({ callbackModes: [], contactModes: [] }),
      ['1 Home', '2 Office', '3 Mobile'],
    ],
    ['the contact’s', told({ contactModes: [MOBILE] }), ['3 Mobile 6591462346']],
    [
      'those that LCM lists for callbacks, before the contact’s others',
      told({ callbackModes: [MOBILE], contactModes: [OFFICE, MOBILE] }),
      ['3 Mobile 6591462346'],
    ],
    [
      'none of which the contact has no number',
      told({ callbackModes: [MOBILE, mode('2', { name: 'Office' }), mode('1', { number: ' ' })] }),
      ['3 Mobile 6591462346'],
    ],
    [
      'all of them if LCM tells no number',
      told({ callbackModes: [mode('3', { name: 'Mobile' }), mode('2')] }),
      ['3 Mobile –', '2 Office –'],
    ],
    [
      'with the number that only the contact’s modes tell',
      told({ callbackModes: [mode('3', { name: 'Mobile' })], contactModes: [OFFICE, MOBILE] }),
      ['3 Mobile 6591462346'],
    ],
    [
      'once each, with all its numbers',
      told({ contactModes: [MOBILE, OFFICE, mode('3', { number: '+44 20 7946 0000' })] }),
      ['3 Mobile 6591462346++44 20 7946 0000', '2 Office 6591462347'],
    ],
    [
      'with a number once, however it is written',
      told({ callbackModes: [MOBILE, mode('3', { number: '65-9146 2346' })], contactModes: [MOBILE] }),
      ['3 Mobile 6591462346'],
    ],
    [
      'named by the campaign’s modes, else the settings, else the id',
      told({
        callbackModes: [mode('9', { number: '1' }), mode('2', { number: '2' }), mode('8', { number: '3' })],
        campaignModes: [mode('9', { name: ' Work ' })],
      }),
      ['9 Work 1', '2 Office 2', '8 8 3'],
    ],
    [
      'without a mode that has no id',
      told({ contactModes: [mode(' ', { number: '1' }), MOBILE] }),
      ['3 Mobile 6591462346'],
    ],
  ])('are %s', (_, facts, expected) => expect(offered(facts)).toEqual(expected));

  it('stay few, whatever LCM sends', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => mode(String(at % 2_500), { number: String(at) }));
    const modes = callbackModes(form(), told({ contactModes: [...many, ...many, MOBILE] }));
    expect(modes.length).toBeLessThanOrEqual(30);
    const same = Array.from({ length: 5_000 }, (_, at) => mode('3', { number: String(at) }));
    expect(callbackModes(form(), told({ contactModes: same }))[0]?.numbers.length).toBeLessThanOrEqual(5);
  });

  it.each<[string, CallFacts, string | null]>([
    ['the settings’ default', told({}), '1'],
    [
      'the settings’ default if the contact has it',
      told({ contactModes: [OFFICE, mode('1', { number: '1' })] }),
      '1',
    ],
    [
      'else the mode of this call',
      told({ contactModes: [OFFICE, MOBILE], mode: modeInformation({ modeName: 'mobile' }) }),
      '3',
    ],
    [
      'else the first',
      told({ contactModes: [OFFICE, MOBILE], mode: modeInformation({ modeName: 'Fax' }) }),
      '2',
    ],
  ])('start with %s', (_, facts, expected) => {
    expect(firstMode(callbackModes(form(), facts), form(), facts)).toBe(expected);
  });
});

describe('the hours of a mode', () => {
  const LOCAL = 'Europe/Madrid';
  const SETTINGS = `08:00-21:00 ${LOCAL}`;
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

  function hoursOf(numbers: Partial<ContactMode>[], settings = form()): string[] {
    const facts = told({
      contactModes: numbers.map((more, at) => mode('3', { number: `${at}`, name: 'Mobile', ...more })),
    });
    const [first = null] = callbackModes(settings, facts);
    return callingHours(first, settings, LOCAL).map((each) =>
      [`${clock(each.from)}-${clock(each.until)}`, each.zone, each.mode].join(' ').trim(),
    );
  }

  it.each<[string, Partial<ContactMode>[], string[]]>([
    [
      'the number’s, in its zone',
      [{ ...hours('09:00', '18:00'), zone: zone('America/New_York') }],
      ['09:00-18:00 America/New_York Mobile'],
    ],
    [
      'the number’s, in the contact’s zone if LCM names none',
      [hours('09:00', '18:00')],
      [`09:00-18:00 ${LOCAL} Mobile`],
    ],
    ['the settings’ if its zone is uncertain', [{ ...hours('09:00', '18:00'), zone: UNCERTAIN }], [SETTINGS]],
    [
      'the settings’ if the runtime does not know its zone',
      [{ ...hours('09:00', '18:00'), zone: zone('Mars/Olympus') }],
      [SETTINGS],
    ],
    ['the settings’ if one end is missing', [{ callableFrom: 540 }], [SETTINGS]],
    ['the settings’ if both ends are equal', [hours('00:00', '00:00')], [SETTINGS]],
    ['the settings’ if an end is no time', [{ callableFrom: -5, callableUntil: 9_000 }], [SETTINGS]],
    ['the settings’ if an end is half a minute', [{ callableFrom: 0.5, callableUntil: 90 }], [SETTINGS]],
    ['over midnight as told', [hours('22:00', '06:00')], [`22:00-06:00 ${LOCAL} Mobile`]],
    ['until the end of the day', [hours('09:00', '24:00')], [`09:00-24:00 ${LOCAL} Mobile`]],
    [
      'those of each of its numbers',
      [{ ...hours('09:00', '12:00'), zone: zone('Asia/Kolkata') }, hours('15:00', '18:00')],
      ['09:00-12:00 Asia/Kolkata Mobile', `15:00-18:00 ${LOCAL} Mobile`],
    ],
  ])('are %s', (_, numbers, expected) => expect(hoursOf(numbers)).toEqual(expected));

  it('are none if neither LCM nor the settings tell any', () => {
    expect(hoursOf([{}], form({ callingHours: { from: '09:00', to: '09:00' } }))).toEqual([]);
    expect(callingHours(null, form(), LOCAL)).toHaveLength(1);
  });
});
