import { wordAt, type Way } from '../rule.ts';

const DAYS: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['tomorrow', 1],
  ['dayAfter', 2],
]);

/** "today", "tomorrow", "day after tomorrow". */
export const dayWord: Way = (place, { day }) => {
  const days = DAYS.get(wordAt(place, 0) ?? '');
  if (days === undefined) return null;
  return day === null
    ? { taken: 1, said: { day: { kind: 'ahead', days, sameTime: false } } }
    : 'contradiction';
};

/** "next week", and "الأسبوع القادم", which has it the other way round: seven days from now. */
export const nextWeek: Way = (place, { daysAhead }) => {
  const words = [wordAt(place, 0), wordAt(place, 1)];
  if (!words.includes('next') || !words.includes('weeks')) return null;
  const days = (daysAhead?.days ?? 0) + 7;
  return { taken: 2, said: { daysAhead: { days, sameTime: daysAhead?.sameTime ?? false } } };
};
