import { existsSync, fstatSync, writeSync } from 'node:fs';
import { files } from '#main/base/patient-files.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { PAGE_SIZE } from '../connection.ts';

/*
 * SQLite ends its log at the first frame with a wrong checksum. After a power cut that is right: part of a commit that
 * was not yet on disk lies there. But if the disk changed a bit later, every commit behind it is lost without a word.
 * This module tells the two cases apart. It never changes the database: what it finds goes into a copy.
 * Layout and checksums: https://sqlite.org/fileformat2.html#the_write_ahead_log.
 */

/** How long its header is, in bytes. */
export const LOG_HEADER = 32;
const FRAME_HEADER = 24;
const FRAME = FRAME_HEADER + PAGE_SIZE;
const MAGIC = 0x377f0682;

interface Frame {
  readonly page: number;
  /** Where its page lies in the log. */
  readonly at: number;
  readonly commits: boolean;
}

interface Log {
  readonly bytes: Buffer;
  /** The committed frames in the order of writing: those that SQLite reads, and those that it would pass over. */
  readonly frames: readonly Frame[];
  readonly isDamaged: boolean;
}

/**
 * Whether SQLite would pass over commits of a log that were on disk. This is so if at least two sound commits follow a
 * bad frame. A single one may be the commit that a power cut interrupted, since each commit is forced to disk before the
 * next begins. If the header of a log is bad, SQLite passes over all of its commits.
 *
 * @param path of the log; a missing log is not damaged
 */
export function isLogDamaged(path: string): boolean {
  return readLog(path)?.isDamaged ?? false;
}

/** Whether a commit can be read in a log, by SQLite or by a rescue. */
export function hasCommits(path: string): boolean {
  return (readLog(path)?.frames ?? []).length > 0;
}

/**
 * Lays the pages of a log over a copy of its database: those that SQLite would read, and those that it would pass over.
 * The copy then needs no log. A page whose frame is damaged stays older than the others, so use the copy only to read
 * rows, never as the new database.
 */
export function layOver(path: string, copy: string): void {
  whileOpen(files.open(copy, 'r+'), (file) => {
    const log = readLog(path);
    if (log !== null)
      for (const { page, at } of log.frames)
        writeSync(file, log.bytes, at, PAGE_SIZE, (page - 1) * PAGE_SIZE);
    // Read and write version 1 in the header mean: no log.
    if (fstatSync(file).size > 0) writeSync(file, Buffer.from([1, 1]), 0, 2, 18);
  });
}

function readLog(path: string): Log | null {
  if (!existsSync(path)) return null;
  const bytes = files.read(path);
  const count = Math.floor((bytes.length - LOG_HEADER) / FRAME);
  if (count < 1) return null;
  const bigEndian = isBigEndian(bytes);
  const headerSum = sumOfHeader(bytes);
  const isHeaderSound = isSoundHeader(bytes);
  // If the header is bad, its frames still have the salts: the first that follows the one before it.
  const salts = isHeaderSound ? bytes.subarray(16, 24) : saltsOfFrames(bytes, count, bigEndian);

  const taken: Frame[] = [];
  const behind: Frame[] = [];
  let reached = isHeaderSound;
  let before: readonly Sum[] = [sumAt(bytes, 24), headerSum];
  let isSound = false;
  for (let index = 0; index < count; index += 1) {
    const header = LOG_HEADER + index * FRAME;
    const frame = bytes.subarray(header, header + FRAME);
    const sums = before.map((sum) => frameSum(frame, sum, bigEndian));
    const isOurs = salts.equals(frame.subarray(8, 16));
    // A frame of an older generation has other salts, and its checksum follows other frames. A frame of ours with a
    // flipped salt still follows ours.
    isSound = sums.some((sum) => hasSum(frame, 16, sum)) && (isOurs || isSound);
    reached &&= isSound && isOurs;
    const page = frame.readUInt32BE(0);
    if (isSound && page > 0)
      (reached ? taken : behind).push({
        page,
        at: header + FRAME_HEADER,
        commits: frame.readUInt32BE(4) !== 0,
      });
    before = [sumAt(frame, 16)];
  }
  const passedOver = behind.filter(({ commits }) => commits).length;
  const isDamaged = passedOver >= (isHeaderSound ? 2 : 1);
  return { bytes, frames: upToLastCommit(isDamaged ? [...taken, ...behind] : taken), isDamaged };
}

function saltsOfFrames(bytes: Buffer, count: number, bigEndian: boolean): Buffer {
  const frameOf = (index: number): Buffer => {
    const at = LOG_HEADER + index * FRAME;
    return bytes.subarray(at, at + FRAME);
  };
  for (let index = 1; index < count; index += 1) {
    const frame = frameOf(index);
    if (hasSum(frame, 16, frameSum(frame, sumAt(frameOf(index - 1), 16), bigEndian)))
      return frame.subarray(8, 16);
  }
  return frameOf(0).subarray(8, 16);
}

/**
 * Names a log by its header. SQLite counts its first salt and the number of its checkpoints up together, so their difference
 * stays the same until the log is deleted. Null if the header is not sound.
 */
export function nameOfLog(header: Buffer): number | null {
  return isSoundHeader(header) ? (header.readUInt32BE(16) - header.readUInt32BE(12)) >>> 0 : null;
}

const isBigEndian = (header: Buffer): boolean => header.readUInt32BE(0) === MAGIC + 1;
const sumOfHeader = (header: Buffer): Sum => checksum(header.subarray(0, 24), [0, 0], isBigEndian(header));
const isSoundHeader = (header: Buffer): boolean =>
  (header.readUInt32BE(0) & ~1) === MAGIC &&
  header.readUInt32BE(8) === PAGE_SIZE &&
  hasSum(header, 24, sumOfHeader(header));

function upToLastCommit(frames: readonly Frame[]): readonly Frame[] {
  return frames.slice(0, frames.findLastIndex(({ commits }) => commits) + 1);
}

type Sum = readonly [number, number];

function frameSum(frame: Buffer, sum: Sum, bigEndian: boolean): Sum {
  return checksum(frame.subarray(FRAME_HEADER), checksum(frame.subarray(0, 8), sum, bigEndian), bigEndian);
}

function checksum(bytes: Buffer, [first, second]: Sum, bigEndian: boolean): Sum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [s0, s1] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    s0 = (s0 + view.getUint32(at, !bigEndian) + s1) >>> 0;
    s1 = (s1 + view.getUint32(at + 4, !bigEndian) + s0) >>> 0;
  }
  return [s0, s1];
}

function sumAt(bytes: Buffer, at: number): Sum {
  return [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
}

function hasSum(bytes: Buffer, at: number, [s0, s1]: Sum): boolean {
  return bytes.readUInt32BE(at) === s0 && bytes.readUInt32BE(at + 4) === s1;
}
