import type { LoadedSettings } from '#main/settings/settings-file.ts';
import type { ConnectDoor } from '#shared/contract/app-state.ts';

/** Whether Connect is open on this start; if it was asked for in vain, the notice that says why. */
export interface DoorReading {
  readonly door: ConnectDoor;
  readonly notice: 'connectLocked' | 'connectUnsure' | null;
}

/**
 * Connect is open if the administrator asks for it, or beside the demo as long as nobody has signed in. A site can lock it. If
 * a fault in the settings may hide the lock, it stays closed.
 *
 * @param asked whether the app was started with `--connect`
 */
export function connectDoor(
  { settings, faults }: Pick<LoadedSettings, 'settings' | 'faults'>,
  asked: boolean,
  signedIn: boolean,
): DoorReading {
  const isUnsure = faults.some(({ path }) => path === '' || /^connect(\.|$)/.test(path));
  if (settings.connect.locked || isUnsure) {
    const notice = isUnsure ? 'connectUnsure' : 'connectLocked';
    return { door: 'closed', notice: asked ? notice : null };
  }
  if (asked) return { door: 'asked', notice: null };
  return { door: settings.lcm.url === '' && !signedIn ? 'offered' : 'closed', notice: null };
}
