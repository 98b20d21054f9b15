import type { CallView } from '#shared/contract/app-state.ts';

/**
 * The call to wrap up first: the one that is longest over its limit, else the one that has been over for longest. Null if
 * none is over.
 *
 * @param now milliseconds since the epoch
 */
export function mostUrgent(calls: readonly CallView[], now: number): CallView | null {
  let found: CallView | null = null;
  for (const call of calls)
    if (call.phase === 'ended' && (found === null || isMoreUrgent(call, found, now))) found = call;
  return found;
}

function isMoreUrgent(one: CallView, other: CallView, now: number): boolean {
  const [excess, otherExcess] = [overLimit(one, now), overLimit(other, now)];
  if (excess !== otherExcess) return excess > otherExcess;
  return (one.endedAt ?? one.openedAt) < (other.endedAt ?? other.openedAt);
}

/** For how long the call is over its limit, in milliseconds; 0 if it has none, or time is left. */
function overLimit({ afterCall }: CallView, now: number): number {
  return Math.max(0, now - (afterCall?.endsAt ?? now));
}
