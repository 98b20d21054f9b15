import type { WhenToken } from './tokens.ts';
import { wordOf } from './rule.ts';

/** The hours of a clock's face. */
const FACE = 12;

/**
 * Joins an hour and the fraction before or after it: "half past 9", „halb 10“, "साढ़े 3" and "3 y media" become 9:30,
 * 9:30, 3:30 and 3:30, and "साढ़े 3 घंटे" becomes three and a half hours. Other tokens stay as they are.
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
  const minutes = fractionOf(part);
  const value = wordOf(hour) === 'one' ? 1 : fullHour(hour);
  if (minutes === null || value === null || hour === undefined || part === undefined) return null;
  const text = `${hour.text} ${part.text}`;
  if (wordOf(after) === 'hours') {
    const hours = value + minutes / 60;
    return { kind: 'number', digits: String(hours), value: hours, text };
  }
  const before = value === 0 ? 23 : value === 1 ? FACE : value - 1;
  const [first, second] = minutes < 0 ? [before, 60 + minutes] : [value, minutes];
  return { kind: 'pair', mark: ':', first: String(first), second: String(second), year: null, text };
}

/** The minutes of "half past" or "quarter to"; null for any other token. */
export function fractionOf(token: WhenToken | undefined): number | null {
  return token?.kind === 'meaning' && token.meaning.kind === 'fraction' ? token.meaning.minutes : null;
}

/** The hour that a token states without minutes; null for any other token. */
function fullHour(token: WhenToken | undefined): number | null {
  if (token?.kind === 'number') return token.digits.length <= 2 ? token.value : null;
  return token?.kind === 'pair' && token.mark === ':' && token.second === '00' ? Number(token.first) : null;
}
