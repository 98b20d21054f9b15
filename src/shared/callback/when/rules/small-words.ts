import { tokenAt, wordAt, wordOf, type Place, type Rule } from '../rule.ts';
import { isNamedTime } from './clock-time.ts';

/**
 * Words that mean nothing alone: "in", "after", "between", "at", and the "يوم" (day) that may come before a date, but not before a
 * day of the month alone, which is no hour.
 */
export const smallWord: Rule = (place) => {
  switch (wordAt(place, 0)) {
    case 'in':
    case 'after':
      return { taken: 1, parsed: { in: true } };
    case 'at':
    case 'between':
      return { taken: 1, parsed: {} };
    case 'days':
      return tokenAt(place, 1) === undefined || isDayOfMonth(place) ? null : { taken: 1, parsed: {} };
    default:
      return null;
  }
};

const isDayOfMonth = (place: Place): boolean =>
  tokenAt(place, 1)?.kind === 'number' && wordAt(place, 2) !== 'month';

/**
 * The dash of "10-11:30", or "until", between a start and an end, or the "and" of "between 10 and 11": "las 4 y diez" is ten past four.
 * In "a medianoche" the same word means "at".
 */
export const until: Rule = (place, parsed) => {
  const isAnd = wordAt(place, 0) === 'and' && place.tokens.some((token) => wordOf(token) === 'between');
  if (!isAnd && tokenAt(place, 0)?.kind !== 'dash' && wordAt(place, 0) !== 'until') return null;
  if (parsed.start === null && isNamedTime(tokenAt(place, 1))) return { taken: 1, parsed: {} };
  return parsed.start === null || parsed.until ? 'notUnderstood' : { taken: 1, parsed: { until: true } };
};
