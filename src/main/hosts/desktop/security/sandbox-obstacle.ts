import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';

/** Why Chromium's sandbox cannot work. Ubuntu from 24.04 on has the second one by default. */
export type SandboxObstacle = 'root' | 'appArmorForbidsNamespaces' | 'noNamespaces';

/** What of the machine decides it. */
export interface SandboxMachine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: () => boolean;
  /** Whether the file belongs to root and runs as root. */
  readonly runsAsRoot: (file: string) => boolean;
  /** Whether this user can make a user namespace and be root in it. */
  readonly makesNamespaces: () => boolean;
  /** The content of a file of the kernel; '' if there is none. */
  readonly kernel: (file: string) => string;
}

const thisMachine: SandboxMachine = {
  platform: process.platform,
  isRoot: () => process.getuid?.() === 0,
  runsAsRoot(file) {
    const { uid, mode } = statSync(file, { throwIfNoEntry: false }) ?? { uid: -1, mode: 0 };
    return uid === 0 && (mode & 0o4001) === 0o4001;
  },
  // The launcher of an AppImage asks the same, and adds `--no-sandbox` if it fails.
  makesNamespaces: () => spawnSync('unshare', ['-Ur', 'true'], { stdio: 'ignore' }).status === 0,
  kernel(file) {
    return orElse(() => files.read(file).toString().trim(), '');
  },
};

/**
 * Why Chromium's sandbox cannot work for this user: it needs user namespaces, or its setuid helper beside the
 * executable. Source: chromium/docs/linux/sandboxing.md; Ubuntu 24.04 release notes (unprivileged user namespaces).
 *
 * @param executable path of Electron
 * @returns null if it can work
 */
export function sandboxObstacle(
  executable: string,
  machine: SandboxMachine = thisMachine,
): SandboxObstacle | null {
  if (machine.platform !== 'linux') return null;
  if (machine.isRoot()) return 'root';
  if (machine.runsAsRoot(join(dirname(executable), 'chrome-sandbox')) || machine.makesNamespaces())
    return null;
  return machine.kernel('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1'
    ? 'appArmorForbidsNamespaces'
    : 'noNamespaces';
}
