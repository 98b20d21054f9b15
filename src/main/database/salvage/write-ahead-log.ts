import { closeSync, existsSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { PAGE_SIZE } from '../connection.ts';

/*
 * SQLite takes the first frame of its log whose checksum is wrong for the end of it: right after a crash in the middle
 * of a write, and a silent loss of everything behind it where the disk changed a bit. This module tells the two apart.
 * Layout and checksums by https://sqlite.org/fileformat2.html#the_write_ahead_log.
 */

const HEADER = 32;
const FRAME_HEADER = 24;
const FRAME = FRAME_HEADER + PAGE_SIZE;
const MAGIC = 0x377f0682;

interface Log {
  readonly bytes: Buffer;
  readonly frames: number;
  /** What marks the frames of this log, as against those of an earlier one that it overwrites. */
  readonly salts: Buffer;
  /** Words of a checksum are read in this order. */
  readonly bigEndian: boolean;
  readonly headerIsSound: boolean;
}

/**
 * Whether a log holds committed changes that SQLite would pass over: frames of its own, with a commit among them, lie
 * behind one that is damaged. Frames are written one after the other, so a process that was killed leaves nothing behind
 * its last one. A wrong last frame is one whose writing was interrupted, or cannot be told from it.
 *
 * @param path of the log; none is no damage
 */
export function isLogDamaged(path: string): boolean {
  const log = readLog(path);
  if (log === null) return false;
  const firstBad = log.headerIsSound ? soundFrames(log) : -1;
  return lastCommit(log) > firstBad;
}

/**
 * Writes what a log committed into its database, or a copy of that: every frame up to the last commit, also those that
 * SQLite would pass over. What is damaged inside a page is for the reader of that page to find. Afterwards the file reads
 * without a log.
 */
export function applyLog(path: string, database: string): void {
  const file = openSync(database, 'r+');
  try {
    const log = readLog(path);
    const end = log === null ? -1 : lastCommit(log);
    if (log !== null && end >= 0) {
      const pages = log.bytes.readUInt32BE(frameAt(end) + 4);
      for (let index = 0; index <= end; index += 1) {
        const page = log.bytes.readUInt32BE(frameAt(index));
        if (page === 0 || page > pages) continue;
        const from = frameAt(index) + FRAME_HEADER;
        writeSync(file, log.bytes, from, PAGE_SIZE, (page - 1) * PAGE_SIZE);
      }
    }
    // Read and write version 1 of the header: no log.
    if (fstatSync(file).size > 0) writeSync(file, Buffer.from([1, 1]), 0, 2, 18);
  } finally {
    closeSync(file);
  }
}

function readLog(path: string): Log | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const frames = Math.floor((bytes.length - HEADER) / FRAME);
  if (frames < 1) return null;
  const bigEndian = bytes.readUInt32BE(0) === MAGIC + 1;
  const sum = checksum(bytes.subarray(0, 24), [0, 0], bigEndian);
  const headerIsSound =
    (bytes.readUInt32BE(0) & ~1) === MAGIC && bytes.readUInt32BE(8) === PAGE_SIZE && hasSum(bytes, 24, sum);
  const salts = headerIsSound ? bytes.subarray(16, 24) : bytes.subarray(frameAt(0) + 8, frameAt(0) + 16);
  return { bytes, frames, salts, bigEndian, headerIsSound };
}

/** How many frames from the first on SQLite would take. */
function soundFrames({ bytes, frames, salts, bigEndian }: Log): number {
  let sum: Sum = [bytes.readUInt32BE(24), bytes.readUInt32BE(28)];
  for (let index = 0; index < frames; index += 1) {
    const frame = bytes.subarray(frameAt(index), frameAt(index + 1));
    sum = frameSum(frame, sum, bigEndian);
    if (!salts.equals(frame.subarray(8, 16)) || !hasSum(frame, 16, sum)) return index;
  }
  return frames;
}

/** The last frame of this log that ends a transaction, or -1. */
function lastCommit({ bytes, frames, salts }: Log): number {
  for (let index = frames - 1; index >= 0; index -= 1) {
    const at = frameAt(index);
    if (salts.equals(bytes.subarray(at + 8, at + 16)) && bytes.readUInt32BE(at + 4) !== 0) return index;
  }
  return -1;
}

function frameAt(index: number): number {
  return HEADER + index * FRAME;
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

function hasSum(bytes: Buffer, at: number, [s0, s1]: Sum): boolean {
  return bytes.readUInt32BE(at) === s0 && bytes.readUInt32BE(at + 4) === s1;
}
