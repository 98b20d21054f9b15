import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** What the tests need at once, in bytes, with much to spare. */
const ROOM = 2 ** 30;

/**
 * Where tests make their folders that need no real disk: in memory, if the machine has such a place with enough room. A
 * database is written through to the disk at each step, and a test waits for that thousands of times. What a kill leaves
 * behind is the same in memory; what a power cut leaves is made in `test/power`.
 */
export const memory = hasRoom('/dev/shm') ? '/dev/shm' : tmpdir();

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > ROOM;
  } catch {
    return false;
  }
}
