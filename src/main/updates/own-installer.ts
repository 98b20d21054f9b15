import { posix, win32 } from 'node:path';

/** How this program was installed, if it can replace itself. */
export type OwnInstaller = 'appImage' | 'nsis';

/** What is known of this program's place. */
export interface InstalledProgram {
  readonly platform: NodeJS.Platform;
  /** The systems for which the build lets itself be replaced: `updatesItself` of its package.json. */
  readonly updatesItself: unknown;
  /** The image that runs; undefined if none does. */
  readonly appImage: string | undefined;
  /** The program's file. */
  readonly execPath: string;
  /** The folder of the user's own programs on Windows. */
  readonly localAppData: string | undefined;
  /** Whether the user who runs it can write there. */
  readonly mayWrite: (path: string) => boolean;
  readonly exists: (path: string) => boolean;
}

/**
 * @returns null if whoever looks after the computer installs newer versions: where it is installed for all users, where a package
 *   manager or a management tool has put it, and where the build is unsigned
 */
export function ownInstaller(program: InstalledProgram): OwnInstaller | null {
  const { platform, appImage, execPath, mayWrite, exists } = program;
  if (!isAmong(program.updatesItself, platform)) return null;
  if (platform === 'linux') {
    // The image is put in the place of the old one, so its folder is written to.
    const isOwn = appImage !== undefined && posix.isAbsolute(appImage);
    return isOwn && [appImage, posix.dirname(appImage)].every(mayWrite) ? 'appImage' : null;
  }
  if (platform !== 'win32' || !isUsersOwn(program)) return null;
  // An MSI has no such file, and is replaced by an MSI alone.
  return exists(win32.join(win32.dirname(execPath), 'Uninstall Afterword.exe')) ? 'nsis' : null;
}

/** Whether the user who runs the program has put it where it is: they may replace it, so no administrator has to. */
export function isUsersOwn({
  platform,
  appImage,
  execPath,
  localAppData,
  mayWrite,
}: Omit<InstalledProgram, 'updatesItself' | 'exists'>): boolean {
  switch (platform) {
    case 'win32':
      // Windows answers of every file that it may be written to.
      return isBelow(execPath, localAppData);
    case 'darwin':
      // Afterword.app/Contents/MacOS/Afterword
      return mayWrite(posix.resolve(execPath, '../../..'));
    default:
      return mayWrite(appImage ?? posix.dirname(execPath));
  }
}

function isBelow(path: string, folder: string | undefined): boolean {
  return !!folder && path.toLowerCase().startsWith(`${folder.toLowerCase()}\\`);
}

function isAmong(systems: unknown, platform: NodeJS.Platform): boolean {
  return Array.isArray(systems) && systems.includes(platform);
}
