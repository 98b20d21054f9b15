import { readDate, readTime } from '../../wall-clock.ts';
import type { WhenToken } from '../tokens.ts';
import {
  tokenAt,
  wholeNumberAt,
  wordAt,
  wordOf,
  type Place,
  type Reading,
  type Rule,
  type Parsed,
} from '../rule.ts';
import { isNamedTime } from './clock-time.ts';

type Pair = WhenToken & { kind: 'pair' };

/** "2026-12-24", "2026/12/24". */
export const isoDate: Rule = (place, parsed) => {
  const token = tokenAt(place, 0);
  if (token?.kind !== 'isoDate') return null;
  const date = readDate(token.date);
  if (date === null) return 'notUnderstood';
  return dated(parsed, 1, { year: date.year, month: date.month, day: date.day });
};

/** "24 dec", "dec 24th", "24 December 2026". */
export const monthName: Rule = (place, parsed) => {
  const isMonthFirst = wordAt(place, 0) === 'month';
  const word = tokenAt(place, isMonthFirst ? 0 : 1);
  if (word?.kind !== 'meaning' || word.meaning.kind !== 'month') return null;
  const day = dayAt(place, isMonthFirst ? 1 : 0);
  if (day === null) return null;
  // "24 de diciembre de 2026"
  const ahead = wordAt(place, 2) === 'at' ? 3 : 2;
  const year = yearAt(place, ahead);
  return dated(parsed, year === null ? 2 : ahead + 1, { year, month: word.meaning.index, day });
};

/** "24/12", "24.12.", "24/12/2026", "24.12.26", "24-12-2026". */
export const dayAndMonth: Rule = (place, parsed) => {
  const token = tokenAt(place, 0);
  if (token?.kind !== 'pair' || !isDate(token, place, parsed)) return null;
  const [day, month] = inOrder(token, place.monthFirst);
  if (token.year !== null) return dated(parsed, 1, { year: fullYear(token.year), month, day });
  const year = yearAt(place, 1);
  return dated(parsed, year === null ? 1 : 2, { year, month, day });
};

function dated(
  { day }: Parsed,
  taken: number,
  date: { readonly year: number | null; readonly month: number; readonly day: number },
): Reading {
  const isWeekday = day?.kind === 'weekday' && day.next === null;
  if (day !== null && !isWeekday) return 'contradiction';
  return { taken, parsed: { day: { kind: 'date', ...date, weekday: isWeekday ? day.index : null } } };
}

function isDate(pair: Pair, place: Place, parsed: Parsed): boolean {
  return pair.mark === '/' || pair.year !== null || (pair.mark === '.' && !isDottedTime(pair, place, parsed));
}

/** Whether 14.30 is a time: it can be one, and neither a dot after it, as in "20.11.", nor another token makes it a date. */
function isDottedTime({ first, second, text }: Pair, { tokens, at }: Place, parsed: Parsed): boolean {
  if (text.endsWith('.') && Number(second) >= 1 && Number(second) <= 12) return false;
  if (second.length !== 2 || readTime(`${first}:${second}`) === null) return false;
  if (parsed.day !== null || parsed.until || Number(second) === 0 || Number(second) > 12) return true;
  const rest = tokens.slice(at + 1);
  const isTimeToCome = rest.some((token, index) => isTimeLike(token) && !isUntil(rest[index - 1]));
  return parsed.start === null && !isTimeToCome;
}

function isTimeLike(token: WhenToken): boolean {
  return (
    isNamedTime(token) ||
    token.kind === 'number' ||
    (token.kind === 'pair' && token.mark !== '/' && token.year === null)
  );
}

function isUntil(token: WhenToken | undefined): boolean {
  return token?.kind === 'dash' || ['until', 'and'].includes(wordOf(token) ?? '');
}

/** With dots the day comes first in every region. A number above 12 is the day. */
function inOrder({ mark, first, second }: Pair, monthFirst: boolean): [day: number, month: number] {
  const [one, other] = [Number(first), Number(second)];
  const isMonthFirst = mark !== '.' && monthFirst ? one <= 12 : other > 12;
  return isMonthFirst ? [other, one] : [one, other];
}

function dayAt(place: Place, ahead: number): number | null {
  const token = tokenAt(place, ahead);
  return token?.kind === 'ordinal' ? token.value : wholeNumberAt(place, ahead);
}

/** This year or the next as a separate number. Another number is a time of day, such as "2030" after a date. */
function yearAt(place: Place, ahead: number): number | null {
  const year = wholeNumberAt(place, ahead);
  return year === place.thisYear || year === place.thisYear + 1 ? year : null;
}

function fullYear(year: string): number {
  return year.length === 2 ? 2000 + Number(year) : Number(year);
}
