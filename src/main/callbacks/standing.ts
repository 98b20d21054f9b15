import type { CallbackStanding } from '#shared/callbacks/my-callback.ts';
import type { CallbackDecision } from './callback-store.ts';

const MINUTE = 60_000;

/** For how long after its end, or after the last reminder, a callback is not yet missed, in milliseconds. */
const GRACE = 10 * MINUTE;

/** What decides where a callback stands. Instants are milliseconds since the epoch. */
export interface StandingFacts {
  readonly at: number;
  readonly until: number;
  readonly isPersonal: boolean;
  readonly decision: CallbackDecision;
}

/**
 * Where a callback stands at an instant, and when that changes by itself (Infinity if never).
 *
 * @param remindMinutes how long before its start the agent is reminded; 0 for no reminder
 */
export function standingAt(
  { at, until, isPersonal, decision }: StandingFacts,
  now: number,
  remindMinutes: number,
): { readonly standing: CallbackStanding; readonly changesAt: number } {
  const { doneAt, snoozedUntil } = decision;
  if (doneAt !== null) return { standing: 'done', changesAt: Infinity };
  if (!isPersonal) return { standing: 'coming', changesAt: until };
  if (snoozedUntil !== null && now < snoozedUntil) return { standing: 'snoozed', changesAt: snoozedUntil };
  const missedAt = Math.max(until, snoozedUntil ?? -Infinity) + GRACE;
  if (now >= missedAt) return { standing: 'missed', changesAt: Infinity };
  const remindAt = remindMinutes === 0 ? Infinity : at - remindMinutes * MINUTE;
  // Whoever puts a reminder off wants another one, whatever the settings say by now.
  if (now >= Math.min(remindAt, snoozedUntil ?? Infinity)) return { standing: 'due', changesAt: missedAt };
  return { standing: 'coming', changesAt: Math.min(remindAt, missedAt) };
}
