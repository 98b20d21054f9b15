import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { SettingsSource } from '#main/site/source.ts';
import { findAll, isLocked, mergeFound } from './settings-file.ts';

/** The folder of Afterword's data, and whether the site has locked it. */
export interface DataFolder {
  readonly path: string;
  readonly locked: boolean;
  /**
   * Whether data that lie in the profile stay there: the site names the machine, as it does where desktops are new every day and
   * only the profile is kept, or nobody can tell whether it does.
   */
  readonly staysInProfile: boolean;
}

/**
 * The data folder of this user: that of the site or the environment, else the usual one. It is needed before anything in it
 * can be read, so the user's file has no say.
 */
export function dataFolder(site: readonly SettingsSource[], usual: string): DataFolder {
  const merged = mergeFound(findAll(site));
  const { dataFolder: set, name } = merged.settings.machine;
  return {
    path: resolve(set === '' ? usual : ofUser(set)),
    locked: isLocked(merged, 'machine.dataFolder'),
    staysInProfile: name !== '' || merged.withheld.length > 0,
  };
}

/** A folder of the site, for this user. The system says who that is; the environment could say anything. */
function ofUser(folder: string): string {
  const { homedir, username } = userInfo();
  const own = /^~(?=[\\/]|$)/.test(folder) ? join(homedir, folder.slice(1)) : folder;
  return own.replaceAll('{user}', username);
}
