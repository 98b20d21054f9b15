import {
  chmodSync,
  constants,
  copyFileSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { errorCode } from './error-words.ts';
import { whileOpen } from './while-open.ts';

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

const { O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/**
 * As `fs.open` names them, but without waiting for somebody at the other end of a pipe: to write into one that nobody reads is an
 * error with the code ENXIO. Windows knows neither the flag nor such files.
 */
const WITHOUT_WAITING = {
  r: O_RDONLY | O_NONBLOCK,
  'r+': O_RDWR | O_NONBLOCK,
  w: O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK,
  wx: O_WRONLY | O_CREAT | O_EXCL | O_NONBLOCK,
  a: O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK,
};

/**
 * The whole of an ordinary file. A pipe or a device might never end, and opening a pipe that nobody writes to would not either.
 *
 * @param most a longer file is not read, in bytes
 * @throws an error with the code EISDIR, EINVAL or EFBIG, or that of the file system
 */
function readOrdinary(path: string, most = Infinity): Buffer<ArrayBuffer> {
  return whileOpen(openSync(path, WITHOUT_WAITING.r), (handle) => {
    const stat = fstatSync(handle);
    const code = stat.isDirectory()
      ? 'EISDIR'
      : !stat.isFile()
        ? 'EINVAL'
        : stat.size > most
          ? 'EFBIG'
          : null;
    if (code !== null) throw Object.assign(new Error(`${code}: ${path} is no ordinary file`), { code });
    return readFileSync(handle);
  });
}

/** The calls of `node:fs` that another program can disturb for a moment. They wait until it is done. */
export const files = {
  chmod: patient(chmodSync),
  copy: patient((from: string, to: string) => copyFileSync(from, to)),
  mkdir: patient(mkdirSync),
  open: patient((path: string, flags: keyof typeof WITHOUT_WAITING, mode?: number) =>
    openSync(path, WITHOUT_WAITING[flags], mode),
  ),
  read: patient(readOrdinary),
  /** Also what somebody has named on purpose that comes through a pipe. */
  readToEnd: patient((path: string) => readFileSync(path)),
  rename: patient(renameSync),
  remove: patient((path: string) => rmSync(path, { force: true })),
  removeFolder: patient((path: string) => rmSync(path, { recursive: true, force: true })),
  truncate: patient((path: string) => truncateSync(path)),
  write: patient((path: string, content: string | Uint8Array, mode: number) => {
    whileOpen(openSync(path, WITHOUT_WAITING.w, mode), (handle) => writeFileSync(handle, content));
  }),
};
