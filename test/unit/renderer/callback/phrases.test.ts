import { describe, expect, it } from 'vitest';
import { readWhen } from '#shared/callback/when/read-when.ts';
import { LANGUAGES, type Language } from '#shared/contract/language.ts';
import type en from '../../../../src/renderer/i18n/locales/en.json';
import { lexiconOf } from '#test/unit/shared/callback/when/when-fixtures.ts';

/** What agents type, as natives write it, a phrase a line with what it must mean. */
const phrases = import.meta.glob<string>('./phrases/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const locales = import.meta.glob<typeof en>('../../../../src/renderer/i18n/locales/*.json', {
  import: 'default',
  eager: true,
});

function wordsOf(language: Language): typeof en {
  const found = locales[`../../../../src/renderer/i18n/locales/${language}.json`];
  if (found === undefined) throw new Error(`no words of ${language}`);
  return found;
}

/** Saturday 21 November 2026, 12:30:20 in Madrid (UTC+1). */
const SATURDAY = Date.parse('2026-11-21T11:30:20Z');

function read(language: Language, text: string): string {
  const lexicon = lexiconOf(wordsOf(language).when);
  const reading = readWhen(text, { now: SATURDAY, zone: 'Europe/Madrid', lexicon, monthFirst: false });
  if (reading.kind === 'needsTime') return `${reading.date} at which time`;
  if (reading.kind === 'unreadable') return 'asks';
  if (reading.kind === 'past') return 'past';
  const { startDate, startTime, endDate, endTime } = reading.times;
  const start = `${startDate.replace('2026-', '')} ${startTime}`;
  if (endDate === startDate) return endTime === startTime ? start : `${start}-${endTime}`;
  return `${start} - ${endDate.replace('2026-', '')} ${endTime}`;
}

describe('a phrase that agents type', () => {
  it.for(LANGUAGES)('is read as it is meant, or asked about: %s', (language) => {
    const lines = (phrases[`./phrases/${language}.txt`] ?? '').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(100);
    const typed = lines.map((line) => line.split(' | ')[0] ?? '');
    expect(typed.map((text) => `${text} | ${read(language, text)}`)).toEqual(lines);
  });
});
