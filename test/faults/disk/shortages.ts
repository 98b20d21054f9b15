import { spawnSync } from 'node:child_process';
import type { CoreProcess } from '#test/faults/core-process.ts';

/** A way to take all disk space from a running core, and to give it back. */
export interface Shortage {
  readonly name: string;
  /** The command under which to start the core, for this data folder. */
  under(folder: string): string[];
  begin(core: CoreProcess): Promise<void>;
  end(core: CoreProcess): Promise<void>;
}

/** Enough for a database and its log, and small enough to fill quickly. */
const SIZE = '2m';

const asRoot = process.getuid?.() === 0;

/**
 * A file system of its own that fills up. It is mounted in a mount namespace of the core alone, so it is gone when
 * that process ends in any way. Without root, in a user namespace.
 */
const fullFileSystem: Shortage = {
  name: 'a full disk',
  under: (folder) => [
    ...['unshare', asRoot ? '-m' : '-rm', 'sh', '-c'],
    `mount -t tmpfs -o size=${SIZE},mode=700 tmpfs "$0" && cp "$0.settings" "$0/settings.json" && exec "$@"`,
    folder,
  ],
  async begin(core) {
    const code = await core.fillDisk();
    if (code !== 'ENOSPC') throw new Error(`The disk ran full with ${code}`);
  },
  end: (core) => core.freeDisk(),
};

/** A quota on the size of files (RLIMIT_FSIZE), set and lifted from outside: every write past it fails with EFBIG. */
export const quota: Shortage = {
  name: 'a quota',
  under: () => [],
  begin: (core) => limitFileSize(core, '0'),
  end: (core) => limitFileSize(core, 'unlimited'),
};

function limitFileSize(core: CoreProcess, soft: string): Promise<void> {
  const { error, stderr, status } = spawnSync('prlimit', [`--fsize=${soft}:`, '--pid', String(core.pid)]);
  if (status === 0) return Promise.resolve();
  throw new Error(`prlimit (of util-linux) cannot limit a process: ${error?.message ?? stderr.toString()}`);
}

/** All shortages that this machine can cause. A container may forbid mounting; the quota must work everywhere. */
export function shortages(): Shortage[] {
  const probe = spawnSync('unshare', [asRoot ? '-m' : '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']);
  if (probe.status === 0) return [fullFileSystem, quota];
  console.warn('This machine lets nobody mount: the full disk is tested by a quota on file sizes alone.');
  return [quota];
}
