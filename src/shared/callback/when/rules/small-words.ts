import { tokenAt, wordAt, type Way } from '../rule.ts';

/** Words that say nothing by themselves: "in", "at", and the "يوم" (day) that may stand before a date. */
export const smallWord: Way = (place) => {
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
