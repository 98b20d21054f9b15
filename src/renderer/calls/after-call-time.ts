import type { AfterCallView } from '#shared/contract/app-state.ts';

/** Where the after-call work of a call stands against its limit; `calm` where there is none. */
export type AfterCallStage = 'calm' | 'warning' | 'over';

/** Times in milliseconds: since the call ended, its limit, and what is left of it, below zero once it is over. */
export interface AfterCallTime {
  readonly stage: AfterCallStage;
  readonly gone: number;
  readonly limit: number | null;
  readonly left: number | null;
}

/** @param now milliseconds since the epoch */
export function afterCallTime({ startedAt, endsAt, warnAt }: AfterCallView, now: number): AfterCallTime {
  const gone = Math.max(0, now - startedAt);
  if (endsAt === null) return { stage: 'calm', gone, limit: null, left: null };
  const stage = now >= endsAt ? 'over' : now >= (warnAt ?? endsAt) ? 'warning' : 'calm';
  return { stage, gone, limit: endsAt - startedAt, left: endsAt - now };
}
