import { expect, test } from 'vitest';
import {
  isUsersOwn,
  ownInstaller,
  type InstalledProgram,
  type OwnInstaller,
} from '#main/updates/own-installer.ts';

const LOCAL = 'C:\\Users\\ana\\AppData\\Local';
const OWN_FOLDER = `${LOCAL}\\Programs\\Afterword`;

const linux = (change: Partial<InstalledProgram> = {}): InstalledProgram => ({
  platform: 'linux',
  updatesItself: ['linux'],
  appImage: '/home/ana/bin/Afterword.AppImage',
  execPath: '/tmp/.mount_after/afterword',
  localAppData: undefined,
  mayWrite: () => true,
  exists: () => true,
  ...change,
});
const windows = (change: Partial<InstalledProgram> = {}): InstalledProgram => ({
  ...linux({ platform: 'win32', updatesItself: ['win32'], appImage: undefined, localAppData: LOCAL }),
  execPath: `${OWN_FOLDER}\\Afterword.exe`,
  exists: (path) => path === `${OWN_FOLDER}\\Uninstall Afterword.exe`,
  ...change,
});

test.each<[string, InstalledProgram, OwnInstaller | null]>([
  ['an AppImage of the user', linux(), 'appImage'],
  ['an AppImage where the build does not allow it', linux({ updatesItself: ['win32'] }), null],
  ['a build that says nothing', linux({ updatesItself: undefined }), null],
  ['a .deb or .rpm', linux({ appImage: undefined, execPath: '/opt/Afterword/afterword' }), null],
  ['an image that is named without its folder', linux({ appImage: 'Afterword.AppImage' }), null],
  [
    'an AppImage that the user cannot write',
    linux({ mayWrite: (path) => !path.endsWith('.AppImage') }),
    null,
  ],
  ['an AppImage in a folder of others', linux({ mayWrite: (path) => path !== '/home/ana/bin' }), null],
  ['Windows, for one user', windows(), 'nsis'],
  ['Windows, for one user, unsigned', windows({ updatesItself: [] }), null],
  [
    'Windows, for all users',
    windows({ execPath: 'C:\\Program Files\\Afterword\\Afterword.exe', exists: () => true }),
    null,
  ],
  [
    'Windows, a folder that only begins like the user’s',
    windows({ execPath: `${LOCAL}Low\\Afterword.exe`, exists: () => true }),
    null,
  ],
  ['Windows, an MSI for one user', windows({ exists: () => false }), null],
  [
    'macOS, where a management tool puts it',
    linux({ platform: 'darwin', updatesItself: ['darwin'], appImage: undefined }),
    null,
  ],
])('%s', (_, program, expected) => expect(ownInstaller(program)).toBe(expected));

const mac = (execPath: string, mayWrite: InstalledProgram['mayWrite']): InstalledProgram =>
  linux({ platform: 'darwin', appImage: undefined, execPath, mayWrite });

test.each<[string, InstalledProgram, boolean]>([
  ['an AppImage of the user', linux({ updatesItself: [] }), true],
  ['an AppImage of the administrator', linux({ mayWrite: () => false }), false],
  [
    'a .deb or .rpm',
    linux({ appImage: undefined, execPath: '/opt/Afterword/afterword', mayWrite: () => false }),
    false,
  ],
  ['Windows, for one user, unsigned', windows({ updatesItself: [] }), true],
  ['Windows, for all users', windows({ execPath: 'C:\\Program Files\\Afterword\\Afterword.exe' }), false],
  [
    'macOS, copied by its user',
    mac('/Applications/Afterword.app/Contents/MacOS/Afterword', (at) => at === '/Applications/Afterword.app'),
    true,
  ],
  [
    'macOS, put there by a management tool',
    mac('/Applications/Afterword.app/Contents/MacOS/Afterword', () => false),
    false,
  ],
])('whether its user has installed it: %s', (_, program, expected) => {
  expect(isUsersOwn(program)).toBe(expected);
});
