import { readTime } from '../../wall-clock.ts';
import type { Said } from '../said.ts';
import { tokenAt, wordAt, type Reading, type Way } from '../way.ts';

/** "1430", "14:30", "14.30", "14h30", "15", "9 o’clock". */
export const clockTime: Way = (place, said) => {
  const token = tokenAt(place, 0);
  const taken = wordAt(place, 1) === 'oclock' ? 2 : 1;
  if (token?.kind === 'pair') return timed(said, `${token.first}:${token.second}`, taken);
  if (token?.kind !== 'number' || !Number.isInteger(token.value)) return null;
  const { digits } = token;
  const isHour = digits.length <= 2;
  return timed(said, isHour ? `${digits}:00` : `${digits.slice(0, -2)}:${digits.slice(-2)}`, taken);
};

/** "noon". */
export const noon: Way = (place, said) => (wordAt(place, 0) === 'noon' ? timed(said, '12:00', 1) : null);

/**
 * Takes a time of day as the start, or as the end where one has to come.
 *
 * @param text hours and minutes with a colon
 */
export function timed(said: Said, text: string, taken: number): Reading {
  const time = readTime(text);
  if (time === null) return 'notUnderstood';
  if (said.start === null) return { taken, said: { start: time, isStartOpen: time < '12:00' } };
  return said.until && said.end === null ? { taken, said: { end: time } } : 'notUnderstood';
}
