import type { Outbox } from '#main/outbox/outbox.ts';
import type { Notices } from './notices.ts';

/** Shows a notice while what waits is not sent because the disk does not take what becomes of it. */
export function showHeldUp(
  { heldUp }: Pick<Outbox, 'heldUp'>,
  notices: Pick<Notices, 'add' | 'withdraw'>,
): void {
  let shown = '';
  heldUp.on((why) => {
    notices.withdraw(shown);
    if (why !== null) shown = notices.add('error', 'heldUp', { reason: why });
  });
}
