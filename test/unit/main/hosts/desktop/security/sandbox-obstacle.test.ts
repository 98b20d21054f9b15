import { expect, it } from 'vitest';
import { sandboxObstacle, type SandboxMachine } from '#main/hosts/desktop/security/sandbox-obstacle.ts';

const asked: string[] = [];
const UBUNTU: SandboxMachine = {
  platform: 'linux',
  isRoot: () => false,
  runsAsRoot(file) {
    asked.push(file);
    return false;
  },
  makesNamespaces: () => false,
  kernel: (file) => (file === '/proc/sys/kernel/apparmor_restrict_unprivileged_userns' ? '1' : ''),
};

it.each<[what: string, machine: Partial<SandboxMachine>, obstacle: ReturnType<typeof sandboxObstacle>]>([
  ['Ubuntu 24.04 as it is installed', {}, 'appArmorForbidsNamespaces'],
  ['a kernel without user namespaces', { kernel: () => '' }, 'noNamespaces'],
  ['root', { isRoot: () => true, makesNamespaces: () => true }, 'root'],
  ['a setuid helper', { runsAsRoot: () => true }, null],
  ['user namespaces that are allowed', { makesNamespaces: () => true }, null],
  ['Windows', { platform: 'win32' }, null],
  ['macOS', { platform: 'darwin' }, null],
])('%s', (_what, machine, obstacle) => {
  expect(sandboxObstacle('/opt/electron/electron', { ...UBUNTU, ...machine })).toBe(obstacle);
});

it('looks for the setuid helper beside the executable', () => {
  sandboxObstacle('/opt/electron/electron', UBUNTU);
  expect(asked.at(-1)).toBe('/opt/electron/chrome-sandbox');
});
