import { tokenAt, wordAt, type Way } from '../rule.ts';

/** "mon", "next tue", and the "Friday" of "Friday 27 Nov", which has to be one. */
export const weekday: Way = (place, { day, next }) => {
  const token = tokenAt(place, 0);
  if (token?.kind !== 'meaning' || token.meaning.kind !== 'weekday') return null;
  const { index } = token.meaning;
  if (day?.kind === 'date' && day.weekday === null && !next) {
    return { taken: 1, said: { day: { ...day, weekday: index } } };
  }
  if (day !== null) return 'contradiction';
  return { taken: 1, said: { day: { kind: 'weekday', index, next }, next: false } };
};

/** The "next" of a weekday, before it or, as in "الاثنين القادم", after it. */
export const nextWeekday: Way = (place, { day }) => {
  if (wordAt(place, 0) !== 'next') return null;
  const isAfter = day?.kind === 'weekday' && wordAt(place, -1) === 'weekday';
  return { taken: 1, said: isAfter ? { day: { ...day, next: true } } : { next: true } };
};
