import { tokenAt, wordAt, type Rule } from '../rule.ts';
import { isNamedTime } from './clock-time.ts';

/** Words that mean nothing alone: "in", "at", and the "يوم" (day) that may come before a date. */
export const smallWord: Rule = (place) => {
  switch (wordAt(place, 0)) {
    case 'in':
      return { taken: 1, parsed: { in: true } };
    case 'at':
      return { taken: 1, parsed: {} };
    case 'days':
      return tokenAt(place, 1) === undefined ? null : { taken: 1, parsed: {} };
    default:
      return null;
  }
};

/** The dash of "10-11:30", or "until", between a start and an end. In "a medianoche" the same word means "at". */
export const until: Rule = (place, parsed) => {
  if (tokenAt(place, 0)?.kind !== 'dash' && wordAt(place, 0) !== 'until') return null;
  if (parsed.start === null && isNamedTime(tokenAt(place, 1))) return { taken: 1, parsed: {} };
  return parsed.start === null || parsed.until ? 'notUnderstood' : { taken: 1, parsed: { until: true } };
};
