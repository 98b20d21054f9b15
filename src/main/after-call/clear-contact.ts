import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { Clearing, LinkState } from '#shared/contract/app-state.ts';
import { isClearRequest, readClearRefusal } from '#shared/lcm/clear-contact.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { sameName } from '#shared/lcm/json.ts';
import { clearObstacle, type ClearContext, type NotClearedBecause } from './may-clear.ts';

/**
 * Ends after-call work when the agent wants it, after their wrap-up was saved. The wish is kept in memory and never outlives
 * the link, the agent or the time limit: a message that names no call must not be sent later than it was meant.
 */
export interface ClearContact {
  /** The agent wants it for this call. While one is under way, and once it was sent, does nothing for that call. */
  ask(callId: string): void;
  /** What came of the last wish; null if there is none. */
  view(): Clearing | null;
  readonly changed: Signal<void>;
  stop(): void;
}

/** What the session offers for that. */
export interface ClearSession {
  /** @returns false if it was certainly not sent */
  clearContact(): boolean;
  readonly envelopeReceived: Pick<Signal<Envelope>, 'on'>;
  readonly stateChanged: Pick<Signal<LinkState>, 'on'>;
}

/** More calls are not remembered. */
const MOST = 100;

/**
 * @param deps.source the name that this desktop has on the bus
 * @param deps.changes told when a call, a submission or LCM's word on one changed
 * @param deps.timeLimitMs for how long LCM's answer to the wrap-up, and then a sign that it worked, is waited for
 */
export function createClearContact(
  deps: ClearContext & {
    readonly session: ClearSession;
    readonly source: string;
    readonly changes: readonly { readonly on: (listener: () => void) => unknown }[];
    readonly agentChanged: { readonly on: (listener: () => void) => unknown };
    readonly timeLimitMs: number;
    readonly clock: Clock;
    readonly log: Log;
  },
): ClearContact {
  const { session, source, changes, timeLimitMs, clock, log } = deps;
  const changed: Signal<void> = createSignal();
  let now: Clearing | null = null;
  let cancelTimer = (): void => {};
  /** The calls for which it was sent and not refused. It is never sent twice. */
  const sent = new BoundedMap<string, number>(MOST);
  /** Until then, on the monotonic clock, an error may be the answer to another application, or to an earlier call. */
  let otherUntil = -Infinity;
  let earlierUntil = -Infinity;

  function become(next: Clearing | null): void {
    cancelTimer();
    now = next;
    // A reason may be LCM's own words.
    if (next !== null) log.info('The end of after-call work', { state: next.state });
    changed.emit();
  }

  function move(state: Clearing['state'], reason: string | null = null): void {
    if (now !== null) become({ ...now, state, reason });
  }

  function notSent(because: NotClearedBecause): void {
    move('notSent', because);
  }

  /** Sends it, if nothing stands against it at this very moment. */
  function decide(callId: string): void {
    const obstacle = clearObstacle(callId, deps);
    if (obstacle === 'waits') return;
    if (obstacle !== null) notSent(obstacle);
    else if (clock.monotonic() < otherUntil) notSent('clearByOther');
    else if (session.clearContact()) {
      earlierUntil = Math.max(earlierUntil, ...[...sent.values()].map((at) => at + timeLimitMs));
      sent.set(callId, clock.monotonic());
      move('sent');
      cancelTimer = clock.after(timeLimitMs, () => move('unconfirmed'));
    } else notSent('not-connected');
  }

  function lookAgain(): void {
    if (now === null || now.state === 'cleared') return;
    if (deps.calls.get(now.callId)?.moment === 'cleared') {
      sent.delete(now.callId);
      move('cleared');
    } else if (now.state === 'waits') decide(now.callId);
  }

  for (const change of changes) change.on(lookAgain);
  deps.agentChanged.on(() => become(null));
  session.stateChanged.on(({ status }) => {
    if (now?.state === 'sent' && status !== 'connected') move('unconfirmed');
    else lookAgain();
  });
  session.envelopeReceived.on((envelope) => {
    const refusal = readClearRefusal(envelope);
    if (refusal !== null) {
      if (now?.state !== 'sent' || clock.monotonic() < Math.max(otherUntil, earlierUntil)) return;
      sent.delete(now.callId);
      move('refused', refusal.words ?? 'no-reason');
    } else if (isClearRequest(envelope) && !sameName(envelope.source ?? '', source))
      otherUntil = clock.monotonic() + timeLimitMs;
  });

  return {
    changed,
    ask(callId) {
      const isOpen = now?.callId === callId && now.state !== 'refused' && now.state !== 'notSent';
      if (isOpen || now?.state === 'waits') return;
      if (sent.has(callId)) {
        become({ callId, state: 'unconfirmed', reason: null });
        return;
      }
      become({ callId, state: 'waits', reason: null });
      cancelTimer = clock.after(timeLimitMs, () => notSent('clearNotTaken'));
      lookAgain();
    },
    view: () => now,
    stop: () => cancelTimer(),
  };
}
