import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiDigits } from '#shared/text/digits.ts';
import { readWhen, type WhenContext } from '#shared/callback/when/read-when.ts';
import { ARABIC, ENGLISH, GERMAN, HINDI } from './when-fixtures.ts';

const MADRID = 'Europe/Madrid';
/** Saturday 21 November 2026, 12:30:20 in Madrid (UTC+1). */
const SATURDAY = Date.parse('2026-11-21T11:30:20Z');
const utc = (text: string): number => Date.parse(`${text}Z`);

function read(text: string, more: Partial<WhenContext> = {}): string {
  const reading = readWhen(text, {
    now: SATURDAY,
    zone: MADRID,
    lexicon: ENGLISH,
    monthFirst: false,
    ...more,
  });
  if (reading.kind === 'needsTime') return `${reading.date} ?`;
  if (reading.kind === 'unreadable') return `not understood: ${reading.part}`;
  if (reading.kind === 'past') return `past: ${reading.date ?? reading.part}`;
  const { startDate, startTime, endDate, endTime } = reading.times;
  const isOne = endDate === startDate && endTime === startTime;
  const end = isOne ? '' : endDate === startDate ? `-${endTime}` : ` - ${endDate} ${endTime}`;
  return `${startDate} ${startTime}${end}`;
}

describe('a typed time', () => {
  it.each([
    ['1430', '2026-11-21 14:30'],
    ['14:30', '2026-11-21 14:30'],
    ['14.30', '2026-11-21 14:30'],
    ['14h30', '2026-11-21 14:30'],
    ['2:30pm', '2026-11-21 14:30'],
    ['2.30 PM', '2026-11-21 14:30'],
    ['2:30 p.m.', '2026-11-21 14:30'],
    ['at 3 pm', '2026-11-21 15:00'],
    ['15', '2026-11-21 15:00'],
    ['12am', '2026-11-22 00:00'],
    ['12 pm', '2026-11-22 12:00'],
    ['0', '2026-11-22 00:00'],
    ['930', '2026-11-22 09:30'],
    ['12:31', '2026-11-21 12:31'],
    // The minute that has begun is over.
    ['12:30', '2026-11-22 12:30'],
    ['noon', '2026-11-22 12:00'],
    ['9 o’clock', '2026-11-22 09:00'],
    ['in 9 o’clock', '2026-11-22 09:00'],
    ['after 9 o’clock', '2026-11-22 09:00'],
    ['1600 hours', '2026-11-21 16:00'],
  ])('%s is the next one that the clock shows: %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['tomorrow 10', '2026-11-22 10:00'],
    ['10 tomorrow', '2026-11-22 10:00'],
    ['Tomorrow at 10:15', '2026-11-22 10:15'],
    ['tomorrow10', '2026-11-22 10:00'],
    ['day after tomorrow 9', '2026-11-23 09:00'],
    ['today 11', '2026-11-21 11:00'],
    ['mon 9', '2026-11-23 09:00'],
    ['sat 9', '2026-11-28 09:00'],
    ['sat 13', '2026-11-21 13:00'],
    ['sunday 18.30', '2026-11-22 18:30'],
    ['next tue 15:00', '2026-11-24 15:00'],
    ['next sat 15:00', '2026-11-28 15:00'],
    ['next week 10', '2026-11-28 10:00'],
    ['in 3 days 10', '2026-11-24 10:00'],
    ['in 3 days', '2026-11-24 12:30'],
    ['in 2 weeks at noon', '2026-12-05 12:00'],
    ['24/12 10:30', '2026-12-24 10:30'],
    ['24/12 1030', '2026-12-24 10:30'],
    ['24.12. 10:30', '2026-12-24 10:30'],
    ['10.12.', '2026-12-10 ?'],
    ['24.12 10.30', '2026-12-24 10:30'],
    ['12.3 10.30', '2027-03-12 10:30'],
    ['10:30 24.12', '2026-12-24 10:30'],
    ['24/12/2026 10', '2026-12-24 10:00'],
    ['24.12.26 10', '2026-12-24 10:00'],
    ['2026-12-24 10:30', '2026-12-24 10:30'],
    ['2026/12/24 10:30', '2026-12-24 10:30'],
    ['2026.12.24. 10:30', '2026-12-24 10:30'],
    ['2026-12-24T10:30', '2026-12-24 10:30'],
    ['24-12-2026 10:30', '2026-12-24 10:30'],
    ['10:30 24-12-2026', '2026-12-24 10:30'],
    ['12.10 24.12.2026', '2026-12-24 12:10'],
    ['24 dec 10:30', '2026-12-24 10:30'],
    ['Dec. 24th 10:30', '2026-12-24 10:30'],
    ['the 1st of January at 9', '2027-01-01 09:00'],
    ['dec 24, 10:30', '2026-12-24 10:30'],
    ['24 December 2026 9am', '2026-12-24 09:00'],
    ['24/12 2030', '2026-12-24 20:30'],
    ['21/11 10', '2026-11-21 10:00'],
    ['5/5 10', '2027-05-05 10:00'],
    ['20/11/2027 10', '2027-11-20 10:00'],
    ['29/2 10', '2028-02-29 10:00'],
    ['1/1 0:00', '2027-01-01 00:00'],
  ])('%s is %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['midnight', '2026-11-22 00:00'],
    ['at midnight', '2026-11-22 00:00'],
    ['12 midnight', '2026-11-22 00:00'],
    ['24:00', '2026-11-22 00:00'],
    ['2400', '2026-11-22 00:00'],
    ['today midnight', '2026-11-22 00:00'],
    ['tomorrow at midnight', '2026-11-23 00:00'],
    ['fri midnight', '2026-11-28 00:00'],
    ['31 dec midnight', '2027-01-01 00:00'],
    ['tomorrow 0:00', '2026-11-22 00:00'],
    ['12 noon', '2026-11-22 12:00'],
    ['tomorrow 12 o’clock noon', '2026-11-22 12:00'],
    ['mon 24', 'not understood: 24'],
    ['24:01', 'not understood: 24:01'],
  ])('names noon or midnight, which is the end of its day: %s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['22-2', '2026-11-21 22:00 - 2026-11-22 02:00'],
    ['tomorrow 22-2', '2026-11-22 22:00 - 2026-11-23 02:00'],
    ['fri 11:30pm to 0:15', '2026-11-27 23:30 - 2026-11-28 00:15'],
    ['10pm-2am', '2026-11-21 22:00 - 2026-11-22 02:00'],
    ['31/12 22:30 - 1:00', '2026-12-31 22:30 - 2027-01-01 01:00'],
    ['22-24', '2026-11-21 22:00 - 2026-11-22 00:00'],
    ['22 to midnight', '2026-11-21 22:00 - 2026-11-22 00:00'],
    ['midnight to 2', '2026-11-22 00:00-02:00'],
    ['noon to midnight', '2026-11-22 12:00 - 2026-11-23 00:00'],
    // With twelve hours or more, the end is rather a slip.
    ['mon 10-2', '2026-11-23 10:00-02:00'],
    ['mon 14-2', '2026-11-23 14:00-02:00'],
  ])('may end on the next day: %s is %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['yesterday', 'past: 2026-11-20'],
    ['day before yesterday', 'past: 2026-11-19'],
    ['yesterday 10', '2026-11-20 10:00'],
    ['2 hours ago', '2026-11-21 10:31'],
    ['3 days ago', '2026-11-18 12:30'],
    ['20/11', 'past: 2026-11-20'],
    ['20/11 10', '2026-11-20 10:00'],
    ['12.10 10.30', '2026-10-12 10:30'],
    ['24/12/2020', 'past: 2020-12-24'],
    ['last friday', 'past: last friday'],
    ['10 ago', 'not understood: 10 ago'],
    ['99999999999 h ago', 'not understood: 99999999999 h ago'],
  ])('in the past is no question of understanding: %s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['2026-12-28', '5/1 10', '2027-01-05 10:00'],
    ['2027-01-03', '28/12 10', '2026-12-28 10:00'],
    ['2026-11-21', '22/5 10', '2027-05-22 10:00'],
    ['2026-11-21', '23/5 10', '2026-05-23 10:00'],
    ['2026-11-21', '1/1 10', '2027-01-01 10:00'],
    ['2026-11-21', '6/6 10', '2026-06-06 10:00'],
  ])('without a year is the nearest such day: on %s, %s is %s', (today, text, expected) => {
    expect(read(text, { now: utc(`${today}T11:00`) })).toBe(expected);
  });

  it('with unknown words is not understood, whatever else they say', () => {
    expect(read('last xyz')).toBe('not understood: last');
  });

  it.each([
    ['24/12/12 10', '2012-12-24 10:00'],
    ['24.12.2020 10', '2020-12-24 10:00'],
    ['2026-1-2 10', '2026-01-02 10:00'],
    ['2 jan 2026 10', '2026-01-02 10:00'],
    ['٣in12/24/12', '2012-12-24 03:00'],
  ])('%s names its year, and is that day though it is over: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('is read month first if the agent’s region writes it so or nothing else is possible', () => {
    expect(read('5/6 10', { monthFirst: true })).toBe('2027-05-06 10:00');
    expect(read('12/24 10', { monthFirst: true })).toBe('2026-12-24 10:00');
    expect(read('24/12 10', { monthFirst: true })).toBe('2026-12-24 10:00');
    expect(read('5-6-2027 10', { monthFirst: true })).toBe('2027-05-06 10:00');
    expect(read('12/24 10')).toBe('2026-12-24 10:00');
    // With dots the day comes first everywhere.
    expect(read('5.6. 10', { monthFirst: true })).toBe('2026-06-05 10:00');
  });

  it.each([
    ['next tue 15:00', '2026-12-01 15:00'],
    ['next mon 9', '2026-11-30 09:00'],
    ['tue 15:00', '2026-11-24 15:00'],
    ['mon 9', '2026-11-30 09:00'],
    ['mon 11', '2026-11-23 11:00'],
  ])('on a Monday at 10:00, %s is %s', (text, expected) => {
    expect(read(text, { now: utc('2026-11-23T09:00') })).toBe(expected);
  });

  it.each([
    // The week from Monday 23 to Sunday 29 November.
    [0, '2026-11-22', 'next tue', '2026-11-24'],
    [0, '2026-11-25', 'next sun', '2026-12-06'],
    // From Sunday 22 to Saturday 28.
    [6, '2026-11-22', 'next tue', '2026-12-01'],
    [6, '2026-11-25', 'next sun', '2026-11-29'],
    [6, '2026-11-28', 'next sun', '2026-11-29'],
    // From Saturday 21 to Friday 27.
    [5, '2026-11-27', 'next sat', '2026-11-28'],
    [5, '2026-11-28', 'next fri', '2026-12-11'],
  ])('in weeks from day %i, on %s, %s is %s', (weekStart, today, text, expected) => {
    expect(read(text, { now: utc(`${today}T11:00`), weekStart })).toBe(`${expected} ?`);
  });

  it.each([
    ['in 45 min', '2026-11-21 13:16'],
    ['in 45', '2026-11-21 13:16'],
    ['45 min', '2026-11-21 13:16'],
    ['45m', '2026-11-21 13:16'],
    ['+45', '2026-11-21 13:16'],
    ['in 2 h', '2026-11-21 14:31'],
    ['in 2h', '2026-11-21 14:31'],
    ['in 1.5 h', '2026-11-21 14:01'],
    ['in 1,5 hours', '2026-11-21 14:01'],
    ['in 1h30', '2026-11-21 14:01'],
    ['in 1 h 30', '2026-11-21 14:01'],
    ['in 1 h 30 min', '2026-11-21 14:01'],
    ['in an hour', '2026-11-21 13:31'],
    ['in half an hour', '2026-11-21 13:01'],
    ['in 15 hours', '2026-11-22 03:31'],
    ['in 10 h', '2026-11-21 22:31'],
    ['after 45', '2026-11-21 13:16'],
    ['two and a half hours', '2026-11-21 15:01'],
    ['one and a half hours', '2026-11-21 14:01'],
    ['an hour and a half', '2026-11-21 14:01'],
  ])('%s is counted from now: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
    const reading = readWhen(text, { now: SATURDAY, zone: MADRID, lexicon: ENGLISH, monthFirst: false });
    expect(reading).toMatchObject({ kind: 'times', counted: true });
  });

  it.each([
    ['tomorrow 10-11:30', '2026-11-22 10:00-11:30'],
    ['tomorrow 10 to 11', '2026-11-22 10:00-11:00'],
    ['mon 14.00-15.30', '2026-11-23 14:00-15:30'],
    ['12.10-14.30', '2026-11-22 12:10-14:30'],
    ['from 15:00 until 16:00', '2026-11-21 15:00-16:00'],
    ['between 9 and 11 tomorrow', '2026-11-22 09:00-11:00'],
    ['2-3pm', '2026-11-21 14:00-15:00'],
    ['11-1pm', '2026-11-22 11:00-13:00'],
    ['2am-3pm tomorrow', '2026-11-22 02:00-15:00'],
  ])('%s has an end: %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['tomorrow', '2026-11-22 ?'],
    ['mon', '2026-11-23 ?'],
    ['24/12', '2026-12-24 ?'],
    ['24 dec 2026', '2026-12-24 ?'],
    ['next week', '2026-11-28 ?'],
    ['tomorrow morning', '2026-11-22 ?'],
  ])('%s lacks its time, which is not guessed', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['', ''],
    ['soon', 'soon'],
    ['25:00', '25:00'],
    ['45', '45'],
    ['13pm', '13'],
    ['10:60', '10:60'],
    ['31/4 10', '31/4 10'],
    ['2026-02-30 10', '2026-02-30'],
    ['tomorrow mon 10', 'tomorrow mon 10'],
    ['10 11', '11'],
    ['10 noon', 'noon'],
    ['10-', '10 -'],
    ['10-11-12', '-'],
    ['the 5th', '5th'],
    ['the 5.', '5.'],
    // Each may be the hour as well as a length of time.
    ['after 5', '5'],
    ['in 2:30', '2:30'],
    ['10 h', '10'],
    ['9 and 11', 'and'],
    ['day 5', 'day'],
    ['31-2-2027 10', '31-2-2027 10'],
    ['10:30:00', ':'],
    ['in', 'in'],
    ['in 0 min', 'in 0 min'],
    ['in 45 min at 10', 'in 45 min at 10'],
    ['next 10', 'next 10'],
    ['min', 'min'],
    ['in 99999999999 h', 'in 99999999999 h'],
    ['24/12/2026 10 🙂', '🙂'],
    ['x'.repeat(81), 'x'.repeat(81)],
  ])('%s is not understood, and says what of it', (text, part) => {
    expect(read(text)).toBe(`not understood: ${part}`);
  });

  it('counts elapsed time across a change of the clock, and decides a fold', () => {
    const over = { now: utc('2026-10-24T23:45') };
    const reading = readWhen('in 30 min', { zone: MADRID, lexicon: ENGLISH, monthFirst: false, ...over });
    expect(reading).toMatchObject({
      times: { startTime: '02:15', startFold: 'earlier', endFold: 'earlier' },
    });
    expect(read('in 1 h', { now: utc('2026-03-29T00:30') })).toBe('2026-03-29 03:30');
  });

  it('uses the calendar of its zone', () => {
    // In Kiritimati (UTC+14) it is already the first of January.
    const now = utc('2026-12-31T10:30');
    expect(read('tomorrow 10', { now, zone: 'Pacific/Kiritimati' })).toBe('2027-01-02 10:00');
    expect(read('tomorrow 10', { now, zone: 'Pacific/Honolulu' })).toBe('2027-01-01 10:00');
    expect(read('in 30 min', { now, zone: 'Asia/Kathmandu' })).toBe('2026-12-31 16:45');
    expect(read('10', { zone: 'Etc/Unknown' })).toBe('not understood: 10');
  });

  it.each([
    ['morgen um 10 Uhr', '2026-11-22 10:00'],
    ['übermorgen 9', '2026-11-23 09:00'],
    ['UBERMORGEN 9', '2026-11-23 09:00'],
    ['nächsten Di 15:00', '2026-11-24 15:00'],
    ['in einer halben Stunde', '2026-11-21 13:01'],
    ['in 2 Std', '2026-11-21 14:31'],
    ['24. Dezember 10.30', '2026-12-24 10:30'],
    ['am 1. März um 9 Uhr', '2027-03-01 09:00'],
    ['Mo 10 bis 11 Uhr', '2026-11-23 10:00-11:00'],
  ])('in another language takes its words alone: %s is %s', (text, expected) => {
    expect(read(text, { lexicon: GERMAN })).toBe(expected);
  });

  it.each([
    ['1430', '2026-11-21 14:30'],
    ['2:30 م', '2026-11-21 14:30'],
    ['الساعة ٣ مساءً', '2026-11-21 15:00'],
    ['مساء ٥', '2026-11-21 17:00'],
    ['غدًا ١٠', '2026-11-22 10:00'],
    ['غدا، الساعة 10:30 صباحًا', '2026-11-22 10:30'],
    ['بعد غد 9', '2026-11-23 09:00'],
    ['بعد ٤٥ دقيقة', '2026-11-21 13:16'],
    ['بعد ساعة', '2026-11-21 13:31'],
    ['بعد ساعة ونصف', '2026-11-21 14:01'],
    ['بعد ١٫٥ ساعة', '2026-11-21 14:01'],
    ['بعد نصف ساعة', '2026-11-21 13:01'],
    ['الاثنين 9', '2026-11-23 09:00'],
    ['الاثنين القادم 9', '2026-11-23 09:00'],
    ['السبت القادم 15', '2026-11-28 15:00'],
    ['الأسبوع القادم 10', '2026-11-28 10:00'],
    ['يوم 24/12 الساعة 10:30', '2026-12-24 10:30'],
    ['٢٤ ديسمبر ١٠:٣٠', '2026-12-24 10:30'],
    ['24 كانون الأول 10', '2026-12-24 10:00'],
    ['غدا من 10 إلى 11:30', '2026-11-22 10:00-11:30'],
    ['\u200f١٠:٣٠\u200e غدا', '2026-11-22 10:30'],
    ['غدا', '2026-11-22 ?'],
    ['مساء', 'not understood: مساء'],
    ['ساعة', 'not understood: ساعة'],
    ['يوم', 'not understood: يوم'],
  ])('is read in Arabic: %s is %s', (text, expected) => {
    expect(read(text, { lexicon: ARABIC })).toBe(expected);
  });

  it.each([
    ['कल 10 बजे', '2026-11-22 10:00'],
    ['कल सुबह १० बजे', '2026-11-22 10:00'],
    ['शाम 5 बजे', '2026-11-21 17:00'],
    ['5 बजे शाम को', '2026-11-21 17:00'],
    ['शाम को 5:30', '2026-11-21 17:30'],
    ['शाम 5 से 6 बजे तक', '2026-11-21 17:00-18:00'],
    ['कल सुबह 10 से शाम 5 बजे', '2026-11-22 10:00-17:00'],
    ['शाम 17:30', '2026-11-21 17:30'],
    ['दोपहर 12 बजे', '2026-11-22 12:00'],
    ['परसों 9', '2026-11-23 09:00'],
    ['४५ मिनट में', '2026-11-21 13:16'],
    ['2 घंटे बाद', '2026-11-21 14:31'],
    ['एक घंटे के बाद', '2026-11-21 13:31'],
    ['आधे घंटे में', '2026-11-21 13:01'],
    ['अगले हफ्ते 10', '2026-11-28 10:00'],
    ['अगले हफ़्ते 10', '2026-11-28 10:00'],
    ['सोमवार को 9 बजे', '2026-11-23 09:00'],
    ['अगले मंगलवार 15:00', '2026-11-24 15:00'],
    ['24 दिसंबर 10:30', '2026-12-24 10:30'],
    ['२४/१२ १०:३०', '2026-12-24 10:30'],
    ['रात 9', '2026-11-21 21:00'],
    ['रात', 'not understood: रात'],
    ['शाम', 'not understood: शाम'],
  ])('is read in Hindi: %s is %s', (text, expected) => expect(read(text, { lexicon: HINDI })).toBe(expected));

  it('never throws for any text, and is over for half a year only if a year was typed', () => {
    const piece = fc.constantFrom(
      ...[
        'in',
        'next',
        'mon',
        'tomorrow',
        'dec',
        'h',
        'min',
        'half',
        'a',
        'pm',
        'to',
        'midnight',
        'last',
        '-',
        '+',
        '/',
        '.',
        ':',
        ',',
      ],
      ...['0', '1', '12', '24', '2026', '99999', ' ', '14.30', '24/12', '٣', 'ß', '🙂'],
    );
    const day = fc.constantFrom(
      '1/12',
      '12/1',
      '20.11.',
      '24/12',
      '20/11/26',
      '1 dec',
      'mar 12',
      'sat',
      'today',
    );
    const time = fc.constantFrom(
      '0',
      '9',
      '13',
      '1430',
      '14.30',
      '2:30pm',
      '10-11',
      'noon',
      'midnight',
      '22-2',
      '24:00',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece, { maxLength: 9 }).map((all) => all.join('')),
      fc.tuple(fc.oneof(day, piece), fc.oneof(time, piece)).map((both) => both.join(' ')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const reading = readWhen(typed, { now: SATURDAY, zone: MADRID, lexicon: ENGLISH, monthFirst: false });
        if (reading.kind !== 'times') return;
        const { startDate, startTime } = reading.times;
        expect(`${startDate} ${startTime}`).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);
        if (startDate >= '2026-05-22') return;
        const [year = ''] = startDate.split('-');
        expect(asciiDigits(typed.normalize('NFKC'))).toMatch(new RegExp(`${year}|[/.]${year.slice(2)}`));
      }),
      { numRuns: 3_000 },
    );
  });
});
