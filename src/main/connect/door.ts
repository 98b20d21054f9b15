import { isLocked, type LoadedSettings } from '#main/settings/settings-file.ts';
import type { ConnectDoor } from '#shared/contract/app-state.ts';

/** Whether Connect is open on this start; if it was asked for in vain, the notice that says why. */
export interface DoorReading {
  readonly door: ConnectDoor;
  readonly notice: 'connectLocked' | 'connectUnsure' | 'connectSet' | null;
}

/**
 * Connect is open if the administrator asks for it, or beside the demo as long as nobody has signed in. A site can lock it, or
 * the address of LCM, so that another one would have no effect. If a fault in the settings may hide a lock, it stays closed.
 *
 * @param asked whether the app was started with `--connect`
 */
export function connectDoor(
  loaded: Pick<LoadedSettings, 'settings' | 'faults' | 'origins' | 'withheld' | 'managed'>,
  asked: boolean,
  signedIn: boolean,
): DoorReading {
  const { settings, faults, origins, withheld, managed } = loaded;
  const isUnsure =
    withheld.length > 0 || faults.some(({ path }) => path === '' || /^connect(\.|$)/.test(path));
  if (settings.connect.locked || isUnsure) {
    const notice = isUnsure ? 'connectUnsure' : 'connectLocked';
    return { door: 'closed', notice: asked ? notice : null };
  }
  if (isLocked({ origins, withheld }, 'lcm.url'))
    return { door: 'closed', notice: asked ? 'connectSet' : null };
  if (asked) return { door: 'asked', notice: null };
  return { door: settings.lcm.url === '' && !signedIn && !managed ? 'offered' : 'closed', notice: null };
}
