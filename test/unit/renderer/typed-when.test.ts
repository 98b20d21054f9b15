import { describe, expect, it } from 'vitest';
import { readWhen } from '#shared/wrapup/when/read-when.ts';
import { LANGUAGES, type Language } from '#shared/contract/language.ts';
import type en from '../../../src/renderer/locales/en.json';
import { lexiconOf } from '../wrapup/when-fixtures.ts';

const files = import.meta.glob<typeof en>('../../../src/renderer/locales/*.json', {
  import: 'default',
  eager: true,
});

function wordsOf(language: Language): typeof en {
  const found = files[`../../../src/renderer/locales/${language}.json`];
  if (found === undefined) throw new Error(`no words of ${language}`);
  return found;
}

/** Saturday 21 November 2026, 12:30:20 in Madrid (UTC+1). */
const SATURDAY = Date.parse('2026-11-21T11:30:20Z');

function read(language: Language, text: string): string {
  const lexicon = lexiconOf(wordsOf(language).when);
  const reading = readWhen(text, { now: SATURDAY, zone: 'Europe/Madrid', lexicon, monthFirst: false });
  if (reading.kind === 'needsTime') return `${reading.date} ?`;
  if (reading.kind === 'unreadable') return `not understood: ${reading.part}`;
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
    ['viernes 10 hasta las 11', '2026-11-27 10:00-11:00'],
    ['mediodía', '2026-11-22 12:00'],
    // Midnight or the evening: it is not guessed.
    ['12 de la noche', 'not understood: noche'],
  ] as const)('in Spanish: %s is %s', ([text, expected]) => {
    expect(read('es', text)).toBe(expected);
  });

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
    ['kommenden Samstag 15 Uhr', '2026-11-21 15:00'],
    ['10. März 9 Uhr', '2027-03-10 09:00'],
    ['24.12. 10:30', '2026-12-24 10:30'],
    ['Montag von 10 bis 11:30', '2026-11-23 10:00-11:30'],
    ['Mi zwischen 10 und 12', '2026-11-25 10:00-12:00'],
    ['mittags', '2026-11-22 12:00'],
    // Half past nine: it is not taken for ten.
    ['halb 10', 'not understood: halb'],
  ] as const)('in German: %s is %s', ([text, expected]) => {
    expect(read('de', text)).toBe(expected);
  });
});
