import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { LcmClock } from './lcm-clock.ts';
import type { LcmSession } from '../session.ts';

/** How long what was learnt is gone by before LCM is asked anew, in milliseconds. */
const GOOD_FOR = 12 * 3_600_000;

/** How long those who ask wait for LCM at most, in milliseconds: an LCM that does not tell its time is no reason to stop. */
const PATIENCE = 2_000;

/** Learns LCM's clock when there is a call to ask by; at most once on each connection, and only where it is needed. */
export interface LcmClockKeeper {
  /** Another connection: it may be asked again. */
  connected(): void;
  needs(): boolean;
  /** Resolves once LCM's clock is known, or nothing more can be expected. Never rejects. */
  ask(call: { readonly callId: string; readonly lcmKey: string }): Promise<void>;
}

export function keepLcmClock(deps: {
  readonly lcmClock: LcmClock;
  readonly session: Pick<LcmSession, 'askTime' | 'state'>;
  readonly clock: Clock;
  readonly log: Log;
}): LcmClockKeeper {
  const { lcmClock, session, clock, log } = deps;
  let asked: Promise<void> | null = null;

  const needs = (): boolean => lcmClock.age() > GOOD_FOR;

  async function learn(callId: string, lcmKey: string): Promise<void> {
    const at = await session.askTime(callId, lcmKey);
    if (at === null) return;
    lcmClock.learn(at);
    log.info('LCM’s clock is known', { aheadMs: at - clock.now() });
  }

  return {
    connected() {
      asked = null;
    },
    needs: () => asked === null && needs() && session.state().status === 'connected',
    async ask({ callId, lcmKey }) {
      if (!needs() || session.state().status !== 'connected') return;
      asked ??= learn(callId, lcmKey);
      let cancel = (): void => {};
      const enough = new Promise<void>((resolve) => {
        cancel = clock.after(PATIENCE, resolve);
      });
      await Promise.race([asked, enough]);
      cancel();
    },
  };
}
