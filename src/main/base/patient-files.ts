import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { errorCode } from './error-words.ts';

/** The waits before each further try, in milliseconds: two thirds of a second in all. */
const WAITS = [10, 20, 40, 80, 160, 320];

/**
 * What Windows answers while a virus scanner or an indexer holds a file for a moment. Elsewhere, missing rights are
 * missing rights, and only a network drive answers like this. The codes are those of graceful-fs, which has the same
 * patience only for asynchronous renames.
 */
const isMomentary = (error: unknown): boolean =>
  (process.platform === 'win32' ? ['EPERM', 'EACCES', 'EBUSY'] : ['EBUSY']).includes(errorCode(error) ?? '');

/** @throws the last error, if it is still the same after every wait, and any other error at once */
function patiently<T>(work: () => T): T {
  for (const wait of WAITS) {
    try {
      return work();
    } catch (error) {
      if (!isMomentary(error)) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  }
  return work();
}

const patient =
  <A extends unknown[], R>(call: (...values: A) => R) =>
  (...values: A): R =>
    patiently(() => call(...values));

/** The calls of `node:fs` that another program can disturb for a moment. They wait until it is done. */
export const files = {
  chmod: patient(chmodSync),
  copy: patient((from: string, to: string) => copyFileSync(from, to)),
  mkdir: patient(mkdirSync),
  open: patient((path: string, flags: string, mode?: number) => openSync(path, flags, mode)),
  read: patient((path: string) => readFileSync(path)),
  rename: patient(renameSync),
  remove: patient((path: string) => rmSync(path, { force: true })),
  removeFolder: patient((path: string) => rmSync(path, { recursive: true, force: true })),
  truncate: patient((path: string) => truncateSync(path)),
  write: patient((path: string, content: string | Uint8Array, mode: number) => {
    writeFileSync(path, content, { mode });
  }),
};
