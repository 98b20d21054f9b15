import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { Hearing, LcmClock } from '#main/lcm/clock/lcm-clock.ts';
import { machineZone, wallTimeAt } from '#shared/callback/wall-clock.ts';
import type { Notices } from './notices.ts';

/** What the agent is told, by what became of the last reading. Null takes a notice away; what is left out changes none. */
const NOTICES: Partial<Record<Hearing, string | null>> = {
  near: null,
  agreed: 'lcmClockDiffers',
  refused: 'lcmClockRefused',
};

/** Shows a notice while LCM's clock and the machine's differ, and logs what becomes of LCM's readings. */
export function showClockNotices(deps: {
  readonly lcmClock: Pick<LcmClock, 'heard'>;
  readonly notices: Pick<Notices, 'add' | 'withdraw'>;
  readonly clock: Clock;
  readonly log: Log;
}): void {
  const { lcmClock, notices, clock, log } = deps;
  let shown: { readonly code: string | null; readonly id: string } = { code: null, id: '' };

  function minuteOf(at: number): string {
    const { date, time } = wallTimeAt(at, machineZone());
    return `${date} ${time}`;
  }

  lcmClock.heard.on(({ hearing, at }) => {
    const code = NOTICES[hearing];
    log.info('LCM showed its clock', { hearing, aheadMs: at - clock.now() });
    if (code === undefined || code === shown.code) return;
    notices.withdraw(shown.id);
    const params = { lcm: minuteOf(at), machine: minuteOf(clock.now()) };
    shown = { code, id: code === null ? '' : notices.add('warning', code, params) };
  });
}
