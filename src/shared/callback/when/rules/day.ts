import { NEXT, tokenAt, wordAt, type Next, type Place, type Rule } from '../rule.ts';

const DAYS: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['tomorrow', 1],
  ['dayAfter', 2],
  ['yesterday', -1],
  ['dayBefore', -2],
]);

/** "today", "tomorrow", "day after tomorrow", "yesterday". */
export const dayWord: Rule = (place, { day }) => {
  const days = DAYS.get(wordAt(place, 0) ?? '');
  if (days === undefined) return null;
  return day === null
    ? { taken: 1, parsed: { day: { kind: 'ahead', days, sameTime: false } } }
    : 'contradiction';
};

/** "next week", or in the other order "الأسبوع القادم": seven days from now. */
export const nextWeek: Rule = (place, { daysAhead }) => {
  const words = [wordAt(place, 0), wordAt(place, 1)];
  if ((nextAt(place, 0) ?? nextAt(place, 1)) === null || !words.includes('weeks')) return null;
  const days = (daysAhead?.days ?? 0) + 7;
  return { taken: 2, parsed: { daysAhead: { days, sameTime: daysAhead?.sameTime ?? false } } };
};

/** "mon", "next tue", and the "Friday" of "Friday 27 Nov", where that date must be a Friday. */
export const weekday: Rule = (place, { day, next }) => {
  const token = tokenAt(place, 0);
  if (token?.kind !== 'meaning' || token.meaning.kind !== 'weekday') return null;
  const { index } = token.meaning;
  if (day?.kind === 'date' && day.weekday === null && !next) {
    return { taken: 1, parsed: { day: { ...day, weekday: index } } };
  }
  if (day !== null) return 'contradiction';
  return { taken: 1, parsed: { day: { kind: 'weekday', index, next }, next: null } };
};

/** The "next" of a weekday, before it or, as in "الاثنين القادم", after it. */
export const nextWeekday: Rule = (place, { day, next: before }) => {
  const next = nextAt(place, 0);
  if (next === null) return null;
  const isAfter = day?.kind === 'weekday' && wordAt(place, -1) === 'weekday';
  // "next next Friday" is another one.
  if (before !== null || (isAfter && day.next !== null)) return 'contradiction';
  return { taken: 1, parsed: isAfter ? { day: { ...day, next } } : { next } };
};

function nextAt(place: Place, ahead: number): Next | null {
  return NEXT.find((each) => each === wordAt(place, ahead)) ?? null;
}
