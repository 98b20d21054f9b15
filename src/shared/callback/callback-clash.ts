/** A callback that the agent has booked and that is still to come. Instants are milliseconds since the epoch. */
export interface BookedCallback {
  readonly callId: string;
  /** Whom it is with, if known. */
  readonly contact: string | null;
  readonly at: number;
  /** Equal to `at` if no end was entered. */
  readonly until: number;
  /** It comes back to this agent, and not to anyone who is free. */
  readonly isPersonal: boolean;
}

/** Which callbacks are in each other's way. Part of the settings of the form. */
export interface ClashRules {
  /** `personal`: only those that come back to the agent, `all`: whatever the agent has booked, `none`: nothing is said. */
  readonly warn: 'personal' | 'all' | 'none';
  /** How long a callback keeps the agent at least, in minutes. */
  readonly minutes: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const MINUTE = 60_000;
/** A free time is looked for so far ahead: later is not what the customer meant. */
const AHEAD = 12 * 60 * MINUTE;

/** Whether such a callback can be in the way of another. */
export function mayClash(isPersonal: boolean, { warn }: ClashRules): boolean {
  return warn === 'all' || (warn === 'personal' && isPersonal);
}

/** The booked callbacks that are in the way of one at that time, the first one first. */
export function clashesWith(
  { start, end }: Span,
  booked: readonly BookedCallback[],
  { minutes }: ClashRules,
): BookedCallback[] {
  const busy = minutes * MINUTE;
  const until = Math.max(end, start + busy);
  return booked
    .filter((each) => each.at < until && Math.max(each.until, each.at + busy) > start)
    .sort((one, other) => one.at - other.at);
}

/**
 * The next start at which no booked callback is in the way and that is allowed.
 *
 * @param span the callback that clashes; the free one is as long
 * @returns null if there is none soon
 */
export function nextFree(
  span: Span,
  booked: readonly BookedCallback[],
  rules: ClashRules,
  isAllowed: (start: number) => boolean,
): number | null {
  const { start, end } = span;
  const ends = booked.map(({ at, until }) => Math.max(until, at + rules.minutes * MINUTE));
  const isFree = (at: number): boolean =>
    clashesWith({ start: at, end: at + end - start }, booked, rules).length === 0;
  const found = ends
    .filter((at) => at > start && at - start <= AHEAD)
    .sort((one, other) => one - other)
    .find((at) => isFree(at) && isAllowed(at));
  return found ?? null;
}
