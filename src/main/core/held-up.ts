import type { Outbox } from '#main/outbox/outbox.ts';
import type { Notices } from './notices.ts';

/** Shows a notice while what waits is not sent because the disk does not take what becomes of it. */
export function showHeldUp(
  { heldUp }: Pick<Outbox, 'heldUp'>,
  notices: Pick<Notices, 'add' | 'withdraw'>,
): void {
  let shown = { why: null as unknown, notice: '' };
  heldUp.on((why) => {
    // It is told at each try. Whoever has put the notice away knows.
    if (why === shown.why) return;
    notices.withdraw(shown.notice);
    shown = { why, notice: why === null ? '' : notices.add('error', 'heldUp', { reason: why }) };
  });
}
