import { tokenAt, wholeNumberAt, wordAt, wordOf, type Place, type Rule } from '../rule.ts';
import { isNamedTime } from './clock-time.ts';

/**
 * Words that mean nothing alone: "in", "after", "between", "at", and the "يوم" (day) that may come before a date, but not before a
 * day of the month alone, which is no hour.
 */
export const smallWord: Rule = (place, { minutes }) => {
  switch (wordAt(place, 0)) {
    case 'in':
    case 'after':
      return { taken: 1, parsed: { in: true } };
    case 'at':
    case 'between':
      return { taken: 1, parsed: {} };
    case 'and':
      // "in 1 hour and 30 minutes"
      return wordAt(place, -1) === 'hours' && minutes !== null ? { taken: 1, parsed: {} } : null;
    case 'days':
      return tokenAt(place, 1) === undefined || isDayOfMonth(place) ? null : { taken: 1, parsed: {} };
    default:
      return null;
  }
};

const isDayOfMonth = (place: Place): boolean =>
  tokenAt(place, 1)?.kind === 'number' && wordAt(place, 2) !== 'month';

/** "20 to 4" may be twenty minutes before four. */
const isMinutesBefore = (place: Place): boolean =>
  tokenAt(place, 0)?.kind !== 'dash' &&
  (wholeNumberAt(place, -1) ?? 0) > 12 &&
  (wholeNumberAt(place, 1) ?? Infinity) <= 12;

/**
 * The dash of "10-11:30", or "until", between a start and an end, or the "and" of "between 10 and 11": "las 4 y diez" is ten past four.
 * In "a medianoche" the same word means "at".
 */
export const until: Rule = (place, parsed) => {
  const isAnd = wordAt(place, 0) === 'and' && place.tokens.some((token) => wordOf(token) === 'between');
  if (!isAnd && tokenAt(place, 0)?.kind !== 'dash' && wordAt(place, 0) !== 'until') return null;
  if (parsed.start === null && isNamedTime(tokenAt(place, 1))) return { taken: 1, parsed: {} };
  if (parsed.start === null || parsed.until || isMinutesBefore(place)) return 'notUnderstood';
  return { taken: 1, parsed: { until: true } };
};
