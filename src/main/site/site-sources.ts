import { userInfo } from 'node:os';
import { posix, win32 } from 'node:path';
import { environmentSource } from './environment.ts';
import { machineFile } from './machine-file.ts';
import { managedPreferences, PREFERENCE_DOMAIN } from './managed-preferences.ts';
import { registryPolicy, windowsRegistry, type Registry } from './registry-policy.ts';
import type { SettingsSource } from './source.ts';

/** Where the site's settings are on a system. No variable of the environment has a say in it: a user could set one. */
export function siteSources(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): SettingsSource[] {
  const ofSystem = BY_PLATFORM[process.platform] ?? linuxSources;
  return [...ofSystem(), environmentSource(environment)];
}

const BY_PLATFORM: Partial<Record<NodeJS.Platform, () => SettingsSource[]>> = {
  win32: () => windowsSources(windowsRegistry),
  darwin: () => macSources(userInfo().username),
};

function linuxSources(): SettingsSource[] {
  return [machineFile('/etc/afterword/settings.json')];
}

function macSources(user: string): SettingsSource[] {
  const managed = '/Library/Managed Preferences';
  return [
    machineFile('/Library/Application Support/Afterword/settings.json'),
    managedPreferences('userPolicy', posix.join(managed, user, `${PREFERENCE_DOMAIN}.plist`)),
    managedPreferences('machinePolicy', posix.join(managed, `${PREFERENCE_DOMAIN}.plist`)),
  ];
}

/** Where Windows says that the folder for all users' data is. Only an administrator can change what it says. */
const PROFILE_LIST = String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList`;
const CURRENT_VERSION = String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion`;

/** @internal exported for a test that has no Windows */
export function windowsSources(registry: () => Registry): SettingsSource[] {
  return [
    machineFile(win32.join(programData(registry), 'Afterword', 'settings.json')),
    registryPolicy('userPolicy', registry),
    registryPolicy('machinePolicy', registry),
  ];
}

/** The folder for all users' data. The registry knows it without the environment; if it cannot be asked, the usual one. */
function programData(registry: () => Registry): string {
  try {
    const value = (path: string, name: string): string =>
      String(registry().read('HKLM', path)?.values.get(name) ?? '');
    const drive = win32.parse(value(CURRENT_VERSION, 'SystemRoot')).root.slice(0, 2) || 'C:';
    const folder = value(PROFILE_LIST, 'ProgramData') || String.raw`%SystemDrive%\ProgramData`;
    return folder.replace(/^%SystemDrive%/i, drive);
  } catch {
    return String.raw`C:\ProgramData`;
  }
}
