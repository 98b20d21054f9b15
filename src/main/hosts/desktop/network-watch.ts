import type { Clock } from '#main/base/clock.ts';

/** Electron tells main of no change of the network, so it is asked this often, in milliseconds. */
const EVERY = 2_000;

/**
 * Watches for the network to come back.
 *
 * @param isOnline whether there is any network now
 * @param onBack is called each time it was away and is there again
 * @returns ends the watch
 */
export function watchNetwork(isOnline: () => boolean, onBack: () => void, clock: Clock): () => void {
  let wasOnline = isOnline();
  let cancel = (): void => {};
  const look = (): void => {
    const online = isOnline();
    if (online && !wasOnline) onBack();
    wasOnline = online;
    cancel = clock.after(EVERY, look);
  };
  cancel = clock.after(EVERY, look);
  return () => {
    cancel();
  };
}
