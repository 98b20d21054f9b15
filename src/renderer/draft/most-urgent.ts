import type { CallView } from '#shared/contract/app-state.ts';

/** The ended calls of a list that can be the most urgent. Which of them is, only the time decides. */
export interface Urgent {
  /** The one whose limit ends first; null if none has a limit. */
  readonly soonest: CallView | null;
  /** The one that has been over for longest; null if none is over. */
  readonly longest: CallView | null;
}

export function urgentOf(calls: readonly CallView[]): Urgent {
  let soonest: CallView | null = null;
  let longest: CallView | null = null;
  for (const call of calls) {
    if (call.phase !== 'ended') continue;
    if (longest === null || overSince(call) < overSince(longest)) longest = call;
    if (isSooner(call, soonest)) soonest = call;
  }
  return { soonest, longest };
}

/**
 * The call to wrap up first: the one that is longest over its limit, else the one that has been over for longest. Null if
 * none is over.
 *
 * @param now milliseconds since the epoch
 */
export function mostUrgent({ soonest, longest }: Urgent, now: number): CallView | null {
  return (soonest?.afterCall?.endsAt ?? now) < now ? soonest : longest;
}

function isSooner(call: CallView, soonest: CallView | null): boolean {
  const endsAt = call.afterCall?.endsAt ?? null;
  if (endsAt === null) return false;
  const other = soonest?.afterCall?.endsAt ?? Infinity;
  return endsAt < other || (endsAt === other && soonest !== null && overSince(call) < overSince(soonest));
}

/** In milliseconds since the epoch. */
function overSince({ endedAt, openedAt }: CallView): number {
  return endedAt ?? openedAt;
}
