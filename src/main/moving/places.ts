import { homedir } from 'node:os';
import { win32 } from 'node:path';

/** Where the data of a user can lie. */
export interface DataPlaces {
  /** On this machine alone. */
  readonly local: string;
  /** In the user's profile, which Windows may copy to other machines. Null where the usual folder does not roam. */
  readonly roaming: string | null;
  /** Data that lie in the profile stay there: nothing else outlives the day. */
  readonly stays: boolean;
}

/**
 * The usual places.
 * Source: Microsoft, "KNOWNFOLDERID": RoamingAppData goes with the user, LocalAppData with the machine. Linux and macOS copy no profile.
 *
 * @param usual the folder that the system has for an app's data; on Windows it is in the profile
 */
export function dataPlaces(
  usual: string,
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): DataPlaces {
  if (platform !== 'win32') return { local: usual, roaming: null, stays: false };
  const base = environment['LOCALAPPDATA'] || win32.join(homedir(), 'AppData', 'Local');
  const local = win32.join(base, win32.basename(usual));
  return { local, roaming: local.toLowerCase() === usual.toLowerCase() ? null : usual, stays: false };
}

/** The places that count where the site, the environment or the command line has a say. */
export function placesFor(folder: string, usual: DataPlaces, staysInProfile: boolean): DataPlaces {
  return folder === usual.local
    ? { ...usual, stays: staysInProfile }
    : { local: folder, roaming: null, stays: false };
}
