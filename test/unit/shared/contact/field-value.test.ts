import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkFieldValue,
  FIELD_VALUE_LIMIT,
  readFieldValue,
  typedValue,
} from '#shared/contact/field-value.ts';
import { readMoment } from '#shared/contact/moment-format.ts';

const field = (dataType: string, format = '', value = '') => ({ name: 'F', value, dataType, format });
const problemOf = (dataType: string, value: string, format = '', now = ''): string | null =>
  checkFieldValue(field(dataType, format, now), value)?.code ?? null;

describe('a corrected value', () => {
  it.each([
    ['String', 'Berry', null],
    ['string', '  kept as typed\n', null],
    ['Colour', 'of a type that nobody knows', null],
    ['Number', '12.50', null],
    ['number', '-3', null],
    ['System.Decimal', '1,5', 'fieldNotANumber'],
    ['Number', '1e5', 'fieldNotANumber'],
    ['Number', ' 12', 'fieldNotANumber'],
    ['Int32', '12', null],
    ['INT', '12.5', 'fieldNotWhole'],
    ['decimal(10, 2)', '12.5', null],
    ['bigint', '123456789012345678901234567890', null],
    ['Number', 'twelve', 'fieldNotANumber'],
  ])('of type %s: %s is %s', (dataType, value, code) => expect(problemOf(dataType, value)).toBe(code));

  it.each([
    ['DD/MM/YYYY', '13/01/2021', null],
    ['dd/mm/yyyy', '13/01/2021', null],
    ['dd/mm/yyyy', '01/13/2021', 'fieldNotOfFormat'],
    ['DD/MM/YYYY', '1/1/2021', 'fieldNotOfFormat'],
    ['d/M/yyyy', '1/1/2021', null],
    ['MM/dd/yyyy hh:mm tt', '01/13/2021 01:45 PM', null],
    ['MM/dd/yyyy hh:mm tt', '01/13/2021 13:45 PM', 'fieldNotOfFormat'],
    ['yyyy-MM-ddTHH:mm:ss', '2021-01-13T13:45:00', null],
    ['yyyy-MM-dd', '2021-02-29', 'fieldNotOfFormat'],
    ['yyyy-MM-dd', '2024-02-29', null],
    ['HH:mm', '24:00', 'fieldNotOfFormat'],
    ['HH:mm', '23:59', null],
    // A format that is not understood says nothing of the value.
    ['dd MMM yyyy', 'whenever', null],
    ['', 'whenever', null],
    ['yy', '21', null],
  ])('of a date or time in %s: %s is %s', (format, value, code) => {
    for (const dataType of ['Date', 'DateTime', 'datetime2(7)'])
      expect(problemOf(dataType, value, format)).toBe(code);
  });

  it.each([
    ['true', 'false', null],
    ['True', 'False', null],
    ['True', 'false', 'fieldNotYesNo'],
    ['YES', 'NO', null],
    ['Y', 'N', null],
    ['1', '0', null],
    ['1', 'false', 'fieldNotYesNo'],
    ['', 'no', null],
    ['', 'perhaps', 'fieldNotYesNo'],
  ])('of a yes or no that is %s: %s is %s', (now, value, code) => {
    expect(problemOf('Boolean', value, '', now)).toBe(code);
  });

  it('may be empty, whatever its type, and is not too long', () => {
    for (const dataType of ['String', 'Number', 'Date', 'Boolean'])
      expect(problemOf(dataType, '', 'DD/MM/YYYY')).toBeNull();
    expect(problemOf('String', 'x'.repeat(FIELD_VALUE_LIMIT + 1))).toBe('fieldTooLong');
    expect(checkFieldValue(field('Date', 'DD/MM/YYYY'), 'x')).toEqual({
      field: 'form',
      code: 'fieldNotOfFormat',
      params: { name: 'F', format: 'DD/MM/YYYY' },
    });
  });
});

describe('a value as the agent pastes it', () => {
  it.each([
    ['String', '\u202a+34\u00a0600\u2009123\u2011456\u202c', '+34 600 123-456'],
    ['String', '\u200e600–123', '600-123'],
    // A house number in an address stays as the contact writes it.
    ['String', '١٢', '١٢'],
    ['Number', '\u2212١٢', '-12'],
    ['DateTime', '२८/११/२०२६', '28/11/2026'],
    ['String', 'شارع\u200f 12', 'شارع\u200f 12'],
    ['String', 'नई\u200d दिल्ली – 5', 'नई\u200d दिल्ली – 5'],
    ['String', '👨\u200d👩\u200d👧', '👨\u200d👩\u200d👧'],
  ])('of the type %s is a number as it looks, and text as it is: %j', (dataType, pasted, kept) => {
    expect(typedValue({ dataType }, pasted)).toBe(kept);
  });
});

describe('a value of LCM', () => {
  it.each([
    [field('Number', '', '1234.50'), { type: 'number', digits: '1234.50' }],
    [field('Number', '', '007'), { type: 'text', text: '007' }],
    [field('Number', '', 'n/a'), { type: 'text', text: 'n/a' }],
    [field('Date', 'DD/MM/YYYY', '13/01/2021'), { type: 'moment', date: '2021-01-13', time: null }],
    [
      field('DateTime', 'M/d/yyyy h:mm:ss tt', '1/13/2021 12:05:00 AM'),
      { type: 'moment', date: '2021-01-13', time: '00:05' },
    ],
    [field('DateTime', '', '2021-01-13T08:30'), { type: 'moment', date: '2021-01-13', time: '08:30' }],
    // Which of the two is the month, nobody told.
    [field('Date', '', '01/02/2021'), { type: 'text', text: '01/02/2021' }],
    [field('Date', 'DD/MM/YYYY', '2021-01-13'), { type: 'text', text: '2021-01-13' }],
    [field('String', 'DD/MM/YYYY', '13/01/2021'), { type: 'text', text: '13/01/2021' }],
  ])('%j is read as %j', (told, read) => expect(readFieldValue(told)).toEqual(read));

  it('is read and checked without an error, whatever the texts', () => {
    const any = fc.string({ unit: 'binary', maxLength: 40 });
    const types = fc.constantFrom('Date', 'Number', 'Int', 'Boolean', '', '__proto__');
    const formats = fc.oneof(any, fc.stringMatching(/^[dDMmyYHhsStTafA:/. -]{0,20}$/));
    fc.assert(
      fc.property(types, formats, any, any, (dataType, format, value, typed) => {
        readFieldValue({ dataType, format, value });
        checkFieldValue({ name: 'F', dataType, format, value }, typed);
      }),
    );
  });

  it('of a hostile length is looked at in no time', () => {
    const long = 'd/'.repeat(50_000);
    const began = performance.now();
    expect(readMoment(long, long)).toBeNull();
    readFieldValue(field('Number', '', '1'.repeat(1_000_000)));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
