import { net, powerMonitor } from 'electron';
import { systemClock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import { watchNetwork } from './network-watch.ts';

/** Connects to LCM at once when the machine wakes and when its network is back. */
export function reconnectOnReturn(core: Core): void {
  powerMonitor.on('resume', () => core.reconnectNow('the system woke'));
  watchNetwork(
    () => net.isOnline(),
    () => core.reconnectNow('the network is back'),
    systemClock,
  );
}
