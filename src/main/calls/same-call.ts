import type { CallView } from '#shared/contract/app-state.ts';

/** For how long after its end another softphone may still tell of a call for the first time, in milliseconds. */
export const LATE = 10_000;

/** A call that is not over is believed to be on for this long after the bus last told of it, in milliseconds. */
export const PLAUSIBLE = 60 * 60_000;

/** A call on the list that has the LCM key of an event, and what is known of it. Instants since the epoch. */
export interface KeyedCall {
  readonly phase: CallView['phase'];
  readonly endedAt: number | null;
  /** When the bus last told of it, or when it was opened. */
  readonly lastToldAt: number;
  /** The softphone that told of it first; null if none has. */
  readonly softphone: string | null;
  /** Whether the id in the event was told as a leg of this call. */
  readonly hasLeg: boolean;
}

/**
 * Whether an event whose call id is not known tells of a call on the list, which has the same LCM key and the same
 * agent. Two softphones on one bus have ids of their own for one call. One softphone has one id for one call, so a new
 * id is a new call to the same contact; only a leg may become the call, when a transfer is completed.
 */
export function isSameCall(
  known: KeyedCall,
  event: { readonly softphone: string; readonly at: number },
): boolean {
  if (known.softphone === event.softphone && !known.hasLeg) return false;
  if (known.phase !== 'ended') return event.at - known.lastToldAt <= PLAUSIBLE;
  return known.endedAt !== null && Math.abs(event.at - known.endedAt) <= LATE;
}
