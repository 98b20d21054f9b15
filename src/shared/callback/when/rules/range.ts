import { tokenAt, wordAt, type Way } from '../rule.ts';

/** The dash of "10-11:30", or "until", between a start and an end. */
export const until: Way = (place, said) => {
  if (tokenAt(place, 0)?.kind !== 'dash' && wordAt(place, 0) !== 'until') return null;
  return said.start === null || said.until ? 'notUnderstood' : { taken: 1, said: { until: true } };
};
