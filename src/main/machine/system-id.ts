import { execFileSync } from 'node:child_process';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { windowsRegistry, type Registry } from '#main/site/registry-policy.ts';

/** What is asked of the system. */
export interface SystemSources {
  /** The text of a file; @throws if it cannot be read */
  readonly read: (path: string) => string;
  /** What a program writes; @throws if it fails, or takes longer than two seconds */
  readonly run: (program: string, words: readonly string[]) => string;
  readonly registry: () => Registry;
}

const SYSTEM: SystemSources = {
  read: (path) => files.read(path).toString(),
  run: (program, words) =>
    execFileSync(program, words, { encoding: 'utf8', timeout: 2_000, stdio: ['ignore', 'pipe', 'ignore'] }),
  registry: windowsRegistry,
};

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** A system that has not started before has `uninitialized` there, and an image made for many machines has nothing. */
const LINUX_ID = /^(?!0{32})[0-9a-f]{32}$/;

/**
 * How each system tells its machine's id. It stays the same when the machine gets another name, another disk or another
 * network, and is new where the system is installed anew.
 * Sources: machine-id(5); Windows: MachineGuid of the 64-bit view; macOS: IOPlatformUUID, by ioreg(8).
 */
const BY_PLATFORM: Partial<Record<NodeJS.Platform, (sources: SystemSources) => string | null>> = {
  linux({ read }) {
    for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
      const id = orElse(() => read(path).trim(), null);
      if (id !== null && LINUX_ID.test(id)) return id;
    }
    return null;
  },
  win32({ registry }) {
    const found = registry().read('HKLM', String.raw`SOFTWARE\Microsoft\Cryptography`);
    const id = found?.values.get('MachineGuid');
    return typeof id === 'string' ? (UUID.exec(id)?.[0] ?? null) : null;
  },
  darwin({ run }) {
    const told = run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']);
    const line = told.split('\n').find((each) => each.includes('"IOPlatformUUID"')) ?? '';
    return UUID.exec(line)?.[0] ?? null;
  },
};

/** The id that the operating system gives this machine; null if it gives none. Never throws. */
export function systemMachineId(
  platform: NodeJS.Platform = process.platform,
  sources: SystemSources = SYSTEM,
): string | null {
  return orElse(() => BY_PLATFORM[platform]?.(sources) ?? null, null);
}
