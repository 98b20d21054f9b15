import type { Clock } from '#main/base/clock.ts';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import { callsBetween } from '#shared/contract/state-patch.ts';

/** What happened between two states of the core, as far as an agent in another app wants to know it. */
export interface StateChange {
  /** Calls that have ended since and wait for their wrap-up, in the order of the state. */
  readonly ended: readonly string[];
  /** How many more are refused and held than before. */
  readonly refused: number;
  readonly held: number;
  /** How many were delivered after an outage; 0 until all of them are. */
  readonly delivered: number;
}

/** If LCM is away for less than this, nobody notices an outage. In milliseconds. */
const OUTAGE_MS = 10_000;

/**
 * Compares each state with the one before. Nothing is reported for the first state, which the screen shows at the
 * start, or after a change of the agent, when other agents' calls come onto the list.
 */
export function createStateWatch(clock: Clock): (state: AppState) => StateChange | null {
  let before: AppState | null = null;
  const outage = createOutageWatch(clock);

  return (state) => {
    const earlier = before;
    before = state;
    const delivered = outage(earlier, state);
    if (earlier === null || earlier.agent !== state.agent) return null;
    const hadEnded = (id: string): boolean =>
      earlier.calls.some((call) => call.callId === id && isOver(call));
    return {
      ended: callsBetween(earlier.calls, state.calls)
        .put.map(({ call }) => call)
        .filter((call) => waits(call) && call.origin === 'bus' && !hadEnded(call.callId))
        .map(({ callId }) => callId),
      refused: Math.max(0, state.outbox.refused - earlier.outbox.refused),
      held: Math.max(0, state.outbox.held - earlier.outbox.held),
      delivered,
    };
  };
}

const isOver = ({ phase }: CallView): boolean => phase === 'ended';

/** Whether the call has ended and is not wrapped up yet. */
export function waits(call: CallView): boolean {
  return isOver(call) && call.wrappedAt === null;
}

/** @returns how many were delivered, once all that waited when LCM came back are; else 0 */
function createOutageWatch(clock: Clock): (before: AppState | null, state: AppState) => number {
  let awaySince: number | null = null;
  /** How many were delivered since LCM came back; null if no backlog is being delivered. */
  let caughtUp: number | null = null;

  return (before, state) => {
    const now = clock.monotonic();
    const left = pending(state);
    if (caughtUp !== null && before !== null) {
      const stuck = Math.max(0, stuckIn(state) - stuckIn(before));
      caughtUp += Math.max(0, pending(before) - left - stuck);
    }
    if (state.link.status !== 'connected') {
      awaySince ??= now;
      return 0;
    }
    const wasAway = awaySince !== null && now - awaySince >= OUTAGE_MS;
    awaySince = null;
    if (wasAway && left > 0) caughtUp ??= 0;
    if (caughtUp === null || left > 0) return 0;
    const delivered = caughtUp;
    caughtUp = null;
    return delivered;
  };
}

const pending = ({ outbox }: AppState): number => outbox.waiting + outbox.sending;
const stuckIn = ({ outbox }: AppState): number => outbox.refused + outbox.held;

/**
 * The ids of callbacks that have become due since the last state, also in the first one: an agent who starts the app in the
 * tray would not hear of them otherwise. Whoever puts a reminder off is reminded once more.
 */
export function createDueWatch(): (state: AppState) => ReadonlySet<string> {
  let before: ReadonlySet<string> = new Set();
  return ({ callbacks }) => {
    const due = new Set(callbacks.due.map(({ id }) => id));
    const earlier = before;
    before = due;
    return new Set([...due].filter((id) => !earlier.has(id)));
  };
}
