import type { Clock } from '#main/base/clock.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import type { AfterCallWarning } from './notification.ts';
import { waits } from './state-changes.ts';

/** Warns once for each call, when its after-call time reaches the warning of the settings. */
export interface LimitWatch {
  follow(calls: readonly CallView[]): void;
  stop(): void;
}

export function createLimitWatch(clock: Clock, warn: (warning: AfterCallWarning) => void): LimitWatch {
  const warned = new Set<string>();
  let cancel = (): void => {};

  function follow(calls: readonly CallView[]): void {
    cancel();
    const waiting = calls.filter(waits);
    const waitingIds = new Set(waiting.map(({ callId }) => callId));
    for (const callId of warned) if (!waitingIds.has(callId)) warned.delete(callId);

    const now = clock.now();
    let next = Infinity;
    for (const { callId, afterCall } of waiting) {
      const { warnAt = null, endsAt = null } = afterCall ?? {};
      if (warnAt === null || endsAt === null || warned.has(callId)) continue;
      if (warnAt > now) {
        next = Math.min(next, warnAt);
        continue;
      }
      warned.add(callId);
      // The end itself is announced where the action at the end is done.
      if (endsAt > now) warn({ callId, secondsLeft: Math.ceil((endsAt - now) / 1_000) });
    }
    if (next === Infinity) return;
    cancel = clock.after(next - now, () => {
      follow(calls);
    });
  }

  return {
    follow,
    stop() {
      cancel();
    },
  };
}
