import type { AfterCallView } from '#shared/contract/app-state.ts';

/** How close after-call work is to its limit; `calm` if there is no limit. */
export type AfterCallStage = 'calm' | 'warning' | 'over';

/** In milliseconds: the time since the call ended, the limit, and what is left of it, negative once it is over. */
export interface AfterCallTime {
  readonly stage: AfterCallStage;
  readonly gone: number;
  readonly limit: number | null;
  readonly left: number | null;
}

/** @param now milliseconds since the epoch */
export function afterCallTime(
  { startedAt, endsAt, warnAt }: Pick<AfterCallView, 'startedAt' | 'endsAt' | 'warnAt'>,
  now: number,
): AfterCallTime {
  const gone = Math.max(0, now - startedAt);
  if (endsAt === null) return { stage: 'calm', gone, limit: null, left: null };
  const stage = now >= endsAt ? 'over' : now >= (warnAt ?? endsAt) ? 'warning' : 'calm';
  return { stage, gone, limit: endsAt - startedAt, left: endsAt - now };
}
