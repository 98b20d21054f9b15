import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '#shared/contract/language.ts';
import { readIn, wordsOf } from './read-in.ts';

function read(language: Language, text: string): string {
  const reading = readIn(language, text);
  if (reading.kind === 'needsTime') return `${reading.date} ?`;
  if (reading.kind === 'unreadable') return `not understood: ${reading.part}`;
  if (reading.kind === 'past') return `past ${reading.date ?? ''}`.trim();
  const { startDate, startTime, endTime } = reading.times;
  return `${startDate} ${startTime}${endTime === startTime ? '' : `-${endTime}`}`;
}

describe('a typed time in the words of the locale files', () => {
  it.for(LANGUAGES)('is understood as the field shows it: %s', (language) => {
    const examples = wordsOf(language).callback.whenExamples.split(/[,،] /);
    expect(examples).toHaveLength(5);
    expect(examples.map((example) => read(language, example))).toEqual([
      '2026-11-21 14:30',
      '2026-11-21 14:30',
      '2026-11-22 10:00',
      '2026-11-21 13:16',
      '2026-11-23 09:00',
    ]);
  });

  const NIGHT = {
    en: ['midnight', 'tomorrow noon', '22 to midnight', 'yesterday 9', 'last monday'],
    es: ['a medianoche', 'mañana a mediodía', 'de 22 a medianoche', 'ayer a las 9', 'la semana pasada'],
    de: ['um Mitternacht', 'morgen Mittag', 'von 22 Uhr bis Mitternacht', 'gestern 9 Uhr', 'letzten Montag'],
    ar: ['عند منتصف الليل', 'غدا الظهر', '22 إلى منتصف الليل', 'أمس 9', 'الاثنين الماضي'],
    hi: ['आधी रात को', 'कल मध्याह्न', '22 से आधी रात', 'बीते कल 9 बजे', 'पिछले सोमवार'],
  } as const satisfies Record<(typeof LANGUAGES)[number], readonly string[]>;
  it.for(LANGUAGES)('may be midnight, noon or past: %s', (language) => {
    expect(NIGHT[language].map((text) => read(language, text))).toEqual([
      '2026-11-22 00:00',
      '2026-11-22 12:00',
      '2026-11-21 22:00-00:00',
      '2026-11-20 09:00',
      'past',
    ]);
  });

  /** A day, a date, and a duration, all over. */
  const PAST = {
    en: ['yesterday', '20/11', '2 days ago', '2 hours ago'],
    es: ['ayer', '20/11', 'hace 2 días', 'hace dos horas'],
    de: ['gestern', '20.11.', 'vor 2 Tagen', 'vor 2 Stunden'],
    ar: ['أمس', '20/11', 'قبل يومين', 'منذ ساعتين'],
    hi: ['बीता कल', '20/11', '2 दिन पहले', 'दो घंटे पहले'],
  } as const satisfies Record<(typeof LANGUAGES)[number], readonly string[]>;
  it.for(LANGUAGES)('is understood though it is over: %s', (language) => {
    expect(PAST[language].map((text) => read(language, text))).toEqual([
      'past 2026-11-20',
      'past 2026-11-20',
      '2026-11-19 12:30',
      '2026-11-21 10:31',
    ]);
  });

  it.for([
    ['12 Uhr mittags', '2026-11-22 12:00'],
    ['heute 24 Uhr', '2026-11-22 00:00'],
    ['morgen 0 Uhr', '2026-11-22 00:00'],
    ['22-24 Uhr', '2026-11-21 22:00-00:00'],
    ['vor einer Stunde', '2026-11-21 11:31'],
    ['vor 10 Uhr', 'not understood: vor 10 Uhr'],
    ['viertel vor 10', '2026-11-22 09:45'],
  ])('of a night in German: %s is %s', ([text = '', expected]) => expect(read('de', text)).toBe(expected));

  it.for([
    ['mañana a las 10', '2026-11-22 10:00'],
    ['MANANA 10', '2026-11-22 10:00'],
    ['pasado mañana 9:30', '2026-11-23 09:30'],
    ['a las 3 de la tarde', '2026-11-21 15:00'],
    ['mañana a las 9 de la mañana', '2026-11-22 09:00'],
    ['mañana por la mañana a las 9', '2026-11-22 09:00'],
    ['3 p. m.', '2026-11-21 15:00'],
    ['en media hora', '2026-11-21 13:01'],
    ['dentro de 2 horas', '2026-11-21 14:31'],
    ['en una semana', '2026-11-28 12:30'],
    ['mar 9', '2026-11-24 09:00'],
    ['el próximo martes a las 15:00', '2026-11-24 15:00'],
    ['10 de marzo 9:00', '2027-03-10 09:00'],
    ['24 dic 10:30', '2026-12-24 10:30'],
    ['lunes de 10 a 11:30', '2026-11-23 10:00-11:30'],
    ['miércoles entre las 10 y las 12', '2026-11-25 10:00-12:00'],
    ['las 4 y diez', '2026-11-22 04:10'],
    ['las 4 y 10', 'not understood: y'],
    ['después de las 5', '2026-11-22 05:00'],
    ['tras 5', 'not understood: 5'],
    ['10 h', 'not understood: 10'],
    ['viernes 10 hasta las 11', '2026-11-27 10:00-11:00'],
    ['mediodía', '2026-11-22 12:00'],
    ['viernes 27 de noviembre 10:00', '2026-11-27 10:00'],
    ['el lunes que viene a las 9', '2026-11-23 09:00'],
    ['la semana que viene 9', '2026-11-28 09:00'],
    ['esta tarde a las 5', '2026-11-21 17:00'],
    ['hoy por la tarde a las 17', '2026-11-21 17:00'],
    ['mañana en la mañana a las 9', '2026-11-22 09:00'],
    ['12 del mediodía', '2026-11-22 12:00'],
    ['a las 4 y media', '2026-11-22 04:30'],
    ['a las dos y cuarto de la tarde', '2026-11-21 14:15'],
    ['a las 5 menos cuarto de la tarde', '2026-11-21 16:45'],
    ['a la una menos cuarto de la tarde', '2026-11-21 12:45'],
    ['a la una de la tarde', '2026-11-21 13:00'],
    ['en una hora y media', '2026-11-21 14:01'],
    ['en un cuarto de hora', '2026-11-21 12:46'],
    ['dentro de dos horas', '2026-11-21 14:31'],
    ['dentro de tres días', '2026-11-24 12:30'],
    ['dentro de 15 horas', '2026-11-22 03:31'],
    ['17 hs', '2026-11-21 17:00'],
    ['17.30 h', '2026-11-21 17:30'],
    ['17 h 30', '2026-11-21 17:30'],
    ['mañana 10h', '2026-11-22 10:00'],
    ['hoy a las 15 horas', '2026-11-21 15:00'],
    ['2 h', '2026-11-21 14:31'],
    // Midnight or the evening: it is not guessed.
    ['12 de la noche', 'not understood: 12 de la noche'],
    ['12 de la mañana', 'not understood: 12 de la mañana'],
  ] as const)('in Spanish: %s is %s', ([text, expected]) => expect(read('es', text)).toBe(expected));

  it.for([
    ['morgen um 10 Uhr', '2026-11-22 10:00'],
    ['morgen früh 9', '2026-11-22 09:00'],
    ['übermorgen 9:30', '2026-11-23 09:30'],
    ['uebermorgen 9', '2026-11-23 09:00'],
    ['3 nachmittags', '2026-11-21 15:00'],
    ['in einer halben Stunde', '2026-11-21 13:01'],
    ['in 2 Std', '2026-11-21 14:31'],
    ['in einer Woche', '2026-11-28 12:30'],
    ['Di 9', '2026-11-24 09:00'],
    ['nächsten Dienstag 15 Uhr', '2026-11-24 15:00'],
    ['kommenden Samstag 15 Uhr', '2026-11-28 15:00'],
    ['10. März 9 Uhr', '2027-03-10 09:00'],
    ['24.12. 10:30', '2026-12-24 10:30'],
    ['Montag von 10 bis 11:30', '2026-11-23 10:00-11:30'],
    ['Mi zwischen 10 und 12', '2026-11-25 10:00-12:00'],
    ['nach 5', 'not understood: 5'],
    ['nach 17 Uhr', '2026-11-21 17:00'],
    ['am 5.', 'not understood: 5.'],
    ['nach 2 Stunden', '2026-11-21 14:31'],
    ['mittags', '2026-11-22 12:00'],
    ['Freitag, 27.11., 10 Uhr', '2026-11-27 10:00'],
    ['Freitag den 27. November 10 Uhr', '2026-11-27 10:00'],
    ['27.11. Freitag 10:00', '2026-11-27 10:00'],
    ['Fr 24.12.2027 10:00', '2027-12-24 10:00'],
    // It is a Friday.
    ['Montag, 27.11., 10 Uhr', 'not understood: Montag, 27.11., 10 Uhr'],
    ['Montag, 24.12.2027 10:00', 'not understood: Montag, 24.12.2027 10:00'],
    ['halb 10', '2026-11-22 09:30'],
    ['morgen um halb eins', '2026-11-22 12:30'],
    ['heute halb 5 nachmittags', '2026-11-21 16:30'],
    ['viertel nach 9', '2026-11-22 09:15'],
    ['viertel vor zehn', '2026-11-22 09:45'],
    ['heute Nachmittag um 3', '2026-11-21 15:00'],
    ['heute Abend 18 Uhr', '2026-11-21 18:00'],
    ['Montagvormittag 10', '2026-11-23 10:00'],
    ['Dienstag Nachmittag 3', '2026-11-24 15:00'],
    ['9 Uhr 30', '2026-11-22 09:30'],
    ['15 h', '2026-11-21 15:00'],
    ['in 15 h', '2026-11-22 03:31'],
    ['in zwei Stunden', '2026-11-21 14:31'],
    ['in anderthalb Stunden', '2026-11-21 14:01'],
    ['in einer Viertelstunde', '2026-11-21 12:46'],
    ['kommende Woche 9', '2026-11-28 09:00'],
    // Where in the hour this is differs from place to place.
    ['dreiviertel 10', 'not understood: dreiviertel'],
  ] as const)('in German: %s is %s', ([text, expected]) => expect(read('de', text)).toBe(expected));

  it.for([
    ['आज शाम को 5 बजे', '2026-11-21 17:00'],
    ['कल सुबह १० बजे', '2026-11-22 10:00'],
    ['परसों सुबह 9', '2026-11-23 09:00'],
    ['सोमवार को 9 बजे', '2026-11-23 09:00'],
    ['बृहस्पति 9', '2026-11-26 09:00'],
    ['आने वाले सोमवार 9', '2026-11-23 09:00'],
    ['साढ़े 3 बजे', '2026-11-22 03:30'],
    ['शाम साढ़े चार बजे', '2026-11-21 16:30'],
    ['शाम सवा 5 बजे', '2026-11-21 17:15'],
    ['दोपहर पौने 3 बजे', '2026-11-21 14:45'],
    ['दोपहर पौने 1 बजे', '2026-11-21 12:45'],
    ['3 बजकर 40 मिनट', '2026-11-22 03:40'],
    ['दो घंटे बाद', '2026-11-21 14:31'],
    ['साढ़े तीन घंटे में', '2026-11-21 16:01'],
    ['डेढ़ घंटे में', '2026-11-21 14:01'],
    ['ढाई घंटे बाद', '2026-11-21 15:01'],
    ['18 घंटे बाद', '2026-11-22 06:31'],
    ['४५ मिनट में', '2026-11-21 13:16'],
    ['तीन दिन बाद', '2026-11-24 12:30'],
    ['kal subah 10 baje', '2026-11-22 10:00'],
    ['aaj sham 5 baje', '2026-11-21 17:00'],
    ['tomorrow 10am', '2026-11-22 10:00'],
    ['mon 9', '2026-11-23 09:00'],
    ['रात 8 बजे', '2026-11-21 20:00'],
    // Whose night this is, is not guessed.
    ['रात 12 बजे', 'not understood: रात 12 बजे'],
  ] as const)('in Hindi: %s is %s', ([text, expected]) => expect(read('hi', text)).toBe(expected));

  it.for([
    ['غداً الساعة ١٠ صباحًا', '2026-11-22 10:00'],
    ['باكر 10', '2026-11-22 10:00'],
    ['بعد غد 9', '2026-11-23 09:00'],
    ['بعد بكرا 9', '2026-11-23 09:00'],
    ['يوم الإثنين الساعة 9', '2026-11-23 09:00'],
    ['الاثنين اللي جاي 9', '2026-11-23 09:00'],
    ['الاربعاء القادم 9', '2026-11-25 09:00'],
    ['بعد ساعة', '2026-11-21 13:31'],
    ['بعد ساعتين', '2026-11-21 14:31'],
    ['بعد ساعتين ونصف', '2026-11-21 15:01'],
    ['بعد 5', 'not understood: 5'],
    ['بعد الساعة 5', '2026-11-22 05:00'],
    ['يوم 5', 'not understood: يوم'],
    ['بعد ساعة وربع', '2026-11-21 13:46'],
    ['بعد ساعة إلا ربع', '2026-11-21 13:16'],
    ['بعد ربع ساعة', '2026-11-21 12:46'],
    ['بعد ثلاث ساعات', '2026-11-21 15:31'],
    ['بعد ١٥ ساعة', '2026-11-22 03:31'],
    ['بعد يومين', '2026-11-23 12:30'],
    ['بعد أسبوعين', '2026-12-05 12:30'],
    ['الساعة ٩ والنصف', '2026-11-22 09:30'],
    ['الساعة الثالثة والنصف عصرا', '2026-11-21 15:30'],
    ['الساعة الخامسة إلا ربع مساء', '2026-11-21 16:45'],
    ['الثانية عشرة ظهرا', '2026-11-22 12:00'],
    ['عصر اليوم 4', '2026-11-21 16:00'],
    ['5 PM', '2026-11-21 17:00'],
  ] as const)('in Arabic: %s is %s', ([text, expected]) => expect(read('ar', text)).toBe(expected));

  it.for([
    ['half past 9', '2026-11-22 09:30'],
    ['quarter to three pm', '2026-11-21 14:45'],
    ['in two hours', '2026-11-21 14:31'],
    ['in an hour and a half', '2026-11-21 14:01'],
    ['2 h', '2026-11-21 14:31'],
    ['in 18 h', '2026-11-22 06:31'],
  ] as const)('in English: %s is %s', ([text, expected]) => expect(read('en', text)).toBe(expected));
});
