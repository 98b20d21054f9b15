import { tokenAt, wordAt, type Rule } from '../rule.ts';

/** Words that say nothing by themselves: "in", "at", and the "يوم" (day) that may stand before a date. */
export const smallWord: Rule = (place) => {
  switch (wordAt(place, 0)) {
    case 'in':
      return { taken: 1, said: { in: true } };
    case 'at':
      return { taken: 1, said: {} };
    case 'days':
      return tokenAt(place, 1) === undefined ? null : { taken: 1, said: {} };
    default:
      return null;
  }
};

/** The dash of "10-11:30", or "until", between a start and an end. */
export const until: Rule = (place, said) => {
  if (tokenAt(place, 0)?.kind !== 'dash' && wordAt(place, 0) !== 'until') return null;
  return said.start === null || said.until ? 'notUnderstood' : { taken: 1, said: { until: true } };
};
