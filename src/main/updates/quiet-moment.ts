import type { AppState, CallView } from '#shared/contract/app-state.ts';

/** Why this is no moment to replace the program: somebody is in a call, in after-call work, or has begun to write. */
export type Unquiet = 'call' | 'afterCallWork' | 'draft' | 'sending';

const HOUR = 3_600_000;
/** Nobody is in a call, without a touch of the screen, for longer: its end was missed. */
const LONGEST_CALL = 12 * HOUR;
/** What was left for longer waits for its agent, who has gone. It is on disk, and there after the update. */
const LONGEST_PAUSE = 2 * HOUR;

/**
 * Whether the program may be replaced now without anybody noticing.
 *
 * @param untouchedMs for how long no screen has asked for anything, in milliseconds
 * @returns null if it may; else the first reason why not
 */
export function unquiet(
  { calls, outbox }: Pick<AppState, 'calls' | 'outbox'>,
  untouchedMs: number,
): Unquiet | null {
  const isUp = (call: CallView): boolean => call.wrappedAt === null && call.endedAt === null;
  if (untouchedMs < LONGEST_CALL && calls.some(isUp)) return 'call';
  if (untouchedMs < LONGEST_PAUSE) {
    if (calls.some(({ draft, correcting }) => draft !== null || correcting !== null)) return 'draft';
    if (calls.some(({ wrappedAt, endedAt }) => wrappedAt === null && endedAt !== null))
      return 'afterCallWork';
  }
  // A submission that is on its way would be asked for again. That is safe, and seldom takes a second.
  return outbox.sending > 0 ? 'sending' : null;
}
