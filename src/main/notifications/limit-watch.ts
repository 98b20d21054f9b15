import type { Clock } from '#main/base/clock.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import type { AfterCallWarning } from './notification.ts';
import { waits } from './state-changes.ts';

/** Warns once for each call, when its after-call time reaches the warning of the settings, and anew once it was extended. */
export interface LimitWatch {
  follow(calls: readonly CallView[]): void;
  stop(): void;
}

export function createLimitWatch(clock: Clock, warn: (warning: AfterCallWarning) => void): LimitWatch {
  /** By call, how often its limit had been extended. */
  let warned: ReadonlyMap<string, number> = new Map();
  let cancel = (): void => {};

  function follow(calls: readonly CallView[]): void {
    cancel();
    const now = clock.now();
    let next = Infinity;
    const due = new Map<string, number>();
    for (const call of calls) {
      const { callId, afterCall, moreTime } = call;
      if (!waits(call) || afterCall === null) continue;
      const { warnAt, endsAt } = afterCall;
      if (warned.get(callId) === moreTime.length) due.set(callId, moreTime.length);
      else if (warnAt !== null && warnAt > now) next = Math.min(next, warnAt);
      else if (warnAt !== null && endsAt !== null) {
        due.set(callId, moreTime.length);
        // The end itself is announced where the action at the end is done.
        if (endsAt > now) warn({ callId, secondsLeft: Math.ceil((endsAt - now) / 1_000) });
      }
    }
    warned = due;
    if (next === Infinity) return;
    cancel = clock.after(next - now, () => follow(calls));
  }

  return { follow, stop: () => cancel() };
}
