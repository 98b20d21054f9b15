import { fractionOf } from '../fractions.ts';
import { tokenAt, wholeNumberAt, wordAt, type Place, type Reading, type Rule, type Parsed } from '../rule.ts';

/** "in 45 min", "1.5 h", "1h30", "half an hour", "in 3 days", "in 2 weeks", "بعد ساعة" (in an hour). */
export const lengthOfTime: Rule = (place, parsed) => {
  const token = tokenAt(place, 0);
  if (token?.kind === 'number') return units(place, parsed, token.value, 1);
  if (token?.kind === 'pair') {
    if (token.mark === '.' && token.year === null) {
      return units(place, parsed, Number(`${token.first}.${token.second}`), 1);
    }
    const isLength = parsed.in || parsed.minutes !== null || wordAt(place, 1) === 'minutes';
    if (token.mark !== 'h' || !isLength) return null;
    const minutes = (parsed.minutes ?? 0) + Number(token.first) * 60 + Number(token.second);
    return { taken: wordAt(place, 1) === 'minutes' ? 2 : 1, parsed: { minutes } };
  }
  const word = wordAt(place, 0);
  if (word === 'one' || word === 'half') return units(place, parsed, word === 'half' ? 0.5 : 1, 1);
  return parsed.in ? units(place, parsed, 1, 0) : null;
};

/** "ونصف" after hours: half an hour more; "إلا ربع": a quarter less. */
export const partOfHour: Rule = (place, { minutes }) => {
  const part = wordAt(place, 0) === 'half' ? 30 : fractionOf(tokenAt(place, 0));
  if (minutes === null || part === null || wordAt(place, -1) !== 'hours') return null;
  return { taken: 1, parsed: { minutes: minutes + part } };
};

/** The longest day, in hours. */
const HOURS = 24;
/** Nobody is called back in fewer minutes, but in so many hours. */
const FEWEST_MINUTES = 5;

/** "in 45", and the "30" of "in 1 h 30". "after 5", "5 के बाद" may mean the hour, and "in 2" hours, so it is not guessed. */
export const bareMinutes: Rule = (place, parsed) => {
  const value = wholeNumberAt(place, 0);
  if (value === null || wordAt(place, 1) === 'oclock') return null;
  const word = wordAt(place, -1);
  const isLength = word === 'in' || word === 'after';
  const isFirst = isLength && parsed.minutes === null && parsed.daysAhead === null;
  const isUnclear =
    isFirst && ((word === 'after' && value <= HOURS) || (word === 'in' && value < FEWEST_MINUTES));
  if (isUnclear || wordAt(place, 1) === 'after') return 'notUnderstood';
  const isAfterHours = parsed.minutes !== null && wordAt(place, -1) === 'hours';
  if (!isFirst && !isAfterHours) return null;
  return { taken: 1, parsed: { minutes: (parsed.minutes ?? 0) + value } };
};

/** Reads the unit of an amount: minutes, hours, days or weeks. "an" and "half" may come before it. */
function units(place: Place, parsed: Parsed, amount: number, from: number): Reading {
  let ahead = from;
  let size = amount;
  for (let word = wordAt(place, ahead); word === 'one' || word === 'half'; word = wordAt(place, ahead)) {
    if (word === 'half') size /= 2;
    ahead += 1;
  }
  const taken = ahead + 1;
  switch (wordAt(place, ahead)) {
    case 'minutes':
      return { taken, parsed: { minutes: (parsed.minutes ?? 0) + size } };
    case 'hours':
      return { taken, parsed: { minutes: (parsed.minutes ?? 0) + size * 60 } };
    case 'days':
      return days(parsed, size, taken);
    case 'weeks':
      return days(parsed, size * 7, taken);
    default:
      return null;
  }
}

function days({ daysAhead }: Parsed, days: number, taken: number): Reading {
  if (!Number.isInteger(days)) return null;
  return { taken, parsed: { daysAhead: { days: (daysAhead?.days ?? 0) + days, sameTime: true } } };
}
