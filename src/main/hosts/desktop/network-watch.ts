import type { Clock } from '#main/base/clock.ts';

/** How often the network is checked, in milliseconds. Electron's main process gets no event for a change. */
const EVERY = 2_000;

/**
 * Watches for the network to come back.
 *
 * @param isOnline whether there is any network now
 * @param onBack called each time the network is back
 * @returns ends the watch
 */
export function watchNetwork(isOnline: () => boolean, onBack: () => void, clock: Clock): () => void {
  let wasOnline = isOnline();
  let cancel = (): void => {};
  const look = (): void => {
    cancel = clock.after(EVERY, look);
    const online = isOnline();
    const isBack = online && !wasOnline;
    wasOnline = online;
    if (isBack) onBack();
  };
  cancel = clock.after(EVERY, look);
  return () => cancel();
}
