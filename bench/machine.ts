import { statfsSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Where figures were measured: absolute times hold only for this machine. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
  readonly node: string;
  readonly sqlite: string;
  readonly fileSystem: string;
  /** How many processes wanted a core when the run began, averaged over the last minute. */
  readonly load: number;
}

/** The names of some file systems by their statfs number (linux/magic.h). */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x9123683e: 'btrfs',
  0x58465342: 'xfs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlayfs',
  0x2fc12fc1: 'zfs',
};

/** @param folder on the disk that is measured @throws Error if that is not a disk, so that nothing is ever synced */
export function describeMachine(folder: string): Machine {
  const { type } = statfsSync(folder);
  const fileSystem = platform() === 'linux' ? (FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`) : 'unknown';
  if (fileSystem === 'tmpfs') throw new Error(`${folder} is in memory: a commit there costs nothing`);
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    sqlite: process.versions['sqlite'] ?? 'unknown',
    fileSystem,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
