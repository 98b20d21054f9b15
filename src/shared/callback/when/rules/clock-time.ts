import { readTime } from '../../wall-clock.ts';
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

/** From this number on, hours without "in" are a time, not a duration: "17 h". */
const HOURS_ON_THE_CLOCK = 13;
/** From this one on, they may be either: "10 h". */
const HOURS_OF_EITHER = 8;

/**
 * "mañana 10h", "a las 15 horas", "17.30 h", "17 h 30", "1600 hours". It is a time if a day or "at" comes before it, if it has
 * minutes, or if the hour is 13 or later. From 8 to 12, and with minutes below 8, it is not guessed. Otherwise, and always after
 * "in", it is a duration.
 */
export const hourOfClock: Rule = (place, parsed) => {
  const token = tokenAt(place, 0);
  if (wordAt(place, 1) !== 'hours' || parsed.minutes !== null) return null;
  if (place.tokens.some((each) => ['in', 'after'].includes(wordOf(each) ?? ''))) return null;
  const isAfterTime = ['at', 'until', 'and'].includes(wordAt(place, -1) ?? '');
  const isTime = parsed.day !== null || isAfterTime;
  if (token?.kind === 'pair' && token.second.length === 2 && token.year === null && token.mark !== '/') {
    if (!isTime && Number(token.first) < HOURS_OF_EITHER) return 'notUnderstood';
    return timed(parsed, `${token.first}:${token.second}`, 2);
  }
  if (token?.kind === 'number' && /^\d{4}$/.test(token.digits))
    return timed(parsed, `${token.digits.slice(0, 2)}:${token.digits.slice(2)}`, 2);
  const hour = wholeNumberAt(place, 0);
  if (hour === null || hour > 23) return null;
  if (!isTime && hour < HOURS_ON_THE_CLOCK) return hour < HOURS_OF_EITHER ? null : 'notUnderstood';
  const { minutes, taken } = minutesAt(place, 2);
  return timed(parsed, `${String(hour)}:${minutes}`, 2 + taken);
};

/** "1430", "14:30", "14.30", "14h30", "15", "9 o’clock", "9 Uhr 30", "24:00", the "24" of "22-24". */
export const clockTime: Rule = (place, parsed) => {
  const token = tokenAt(place, 0);
  const isSpoken = wordAt(place, 1) === 'oclock';
  const taken = isSpoken ? 2 : 1;
  if (token?.kind === 'pair') {
    // "in 2:30" may mean two hours and a half.
    return wordAt(place, -1) === 'in'
      ? 'notUnderstood'
      : timed(parsed, `${token.first}:${token.second}`, taken);
  }
  if (token?.kind !== 'number' || !Number.isInteger(token.value)) return null;
  const { digits } = token;
  // Alone, 24 is rather a day of the month than the end of a day.
  if (digits === '24' && !isSpoken && !parsed.until) return 'notUnderstood';
  const isHour = digits.length <= 2;
  if (isHour && isSpoken) {
    const after = minutesAt(place, taken);
    return timed(parsed, `${digits}:${after.minutes}`, taken + after.taken);
  }
  return timed(parsed, isHour ? `${digits}:00` : `${digits.slice(0, -2)}:${digits.slice(-2)}`, taken);
};

/** The "30" of "9 Uhr 30" and "3 बजकर 30 मिनट" and its number of tokens; `00` and 0 if no minutes follow the hour. */
function minutesAt(place: Place, ahead: number): { minutes: string; taken: number } {
  const token = tokenAt(place, ahead);
  const next = wordAt(place, ahead + 1);
  const isMinutes =
    token?.kind === 'number' &&
    /^[0-5]\d$/.test(token.digits) &&
    !['month', 'hours', 'days'].includes(next ?? '');
  if (!isMinutes) return { minutes: '00', taken: 0 };
  return { minutes: token.digits, taken: next === 'minutes' ? 2 : 1 };
}

/** Midnight is the end of its day (ISO 8601-1, 4.3.2), so that "Friday midnight" is in the night after Friday. */
const END_OF_DAY = '24:00';

const NAMED: ReadonlyMap<string | undefined, string> = new Map([
  ['noon', '12:00'],
  ['midnight', END_OF_DAY],
]);

/** Whether the token is a time with a name: "noon". */
export const isNamedTime = (token: WhenToken | undefined): boolean => NAMED.has(wordOf(token));

/** "noon", "midnight", "12 noon", "12 Uhr mittags". */
export const namedTime: Rule = (place, parsed) => {
  const named = wholeNumberAt(place, 0) !== 12 ? 0 : wordAt(place, 1) === 'oclock' ? 2 : 1;
  const time = NAMED.get(wordAt(place, named));
  return time === undefined ? null : timed(parsed, time, named + 1);
};

/**
 * Takes a time of day as the start, or as the end if one must follow.
 *
 * @param text hours and minutes with a colon, up to `24:00`
 */
export function timed(parsed: Parsed, text: string, taken: number): Reading {
  const time = text === END_OF_DAY ? text : readTime(text);
  if (time === null) return 'notUnderstood';
  if (parsed.start === null) return { taken, parsed: { start: time, isStartOpen: time < '12:00' } };
  return parsed.until && parsed.end === null ? { taken, parsed: { end: time } } : 'notUnderstood';
}
