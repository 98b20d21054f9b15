import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '#shared/contract/language.ts';
import { readIn } from './read-in.ts';

/** What agents type, as natives write it, a phrase a line with what it must mean. */
const phrases = import.meta.glob<string>('./phrases/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});

function read(language: Language, text: string): string {
  const reading = readIn(language, text);
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
