import type { WhenToken } from './tokens.ts';
import { wordOf } from './rule.ts';

/** Minutes that a word adds to the hour beside it. */
const MINUTES: ReadonlyMap<string | undefined, number> = new Map([
  ['halfPast', 30],
  ['quarterPast', 15],
  ['quarterTo', -15],
  ['halfTo', -30],
]);

/** A number of hours on the clock's face. */
const FACE = 12;

/**
 * Joins an hour with the part of one that stands before or behind it: "half past 9", „halb 10“, "साढ़े 3" and "3 y media"
 * become 9:30, 9:30, 3:30 and 3:30, and "साढ़े 3 घंटे" three and a half hours. All other tokens stay as they are.
 */
export function withFractions(tokens: readonly WhenToken[]): WhenToken[] {
  const joined: WhenToken[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const [token, next] = [tokens[at], tokens[at + 1]];
    if (token === undefined) break;
    const whole = joinedHour(token, next, tokens[at + 2]) ?? joinedHour(next, token, tokens[at + 2]);
    joined.push(whole ?? token);
    if (whole !== null) at += 1;
  }
  return joined;
}

function joinedHour(
  hour: WhenToken | undefined,
  part: WhenToken | undefined,
  after: WhenToken | undefined,
): WhenToken | null {
  const minutes = MINUTES.get(wordOf(part));
  const value = fullHour(hour);
  if (minutes === undefined || value === null || hour === undefined || part === undefined) return null;
  const text = `${hour.text} ${part.text}`;
  if (wordOf(after) === 'hours') {
    const hours = value + minutes / 60;
    return { kind: 'number', digits: String(hours), value: hours, text };
  }
  const before = value === 0 ? 23 : value === 1 ? FACE : value - 1;
  const [first, second] = minutes < 0 ? [before, 60 + minutes] : [value, minutes];
  return { kind: 'pair', mark: ':', first: String(first), second: String(second), year: null, text };
}

/** The hour that stands there without minutes; null where something else does. */
function fullHour(token: WhenToken | undefined): number | null {
  if (token?.kind === 'number') return token.digits.length <= 2 ? token.value : null;
  return token?.kind === 'pair' && token.mark === ':' && token.second === '00' ? Number(token.first) : null;
}
