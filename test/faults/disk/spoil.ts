import { readFileSync, writeFileSync } from 'node:fs';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';

export const PAGE = 4096;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;
export const FRAME = FRAME_HEADER + PAGE;

/** Flips one bit of a file. */
export function flipBit(path: string, offset: number, bit = 0): void {
  const bytes = readFileSync(path);
  bytes[offset]! ^= 1 << bit;
  writeFileSync(path, bytes);
}

/** Overwrites a file, starting at `offset`. */
export function overwrite(path: string, offset: number, bytes: Buffer): void {
  const file = readFileSync(path);
  bytes.copy(file, offset);
  writeFileSync(path, file);
}

/** Where a frame of a write-ahead log begins (https://sqlite.org/fileformat2.html#the_write_ahead_log). */
export const frameAt = (index: number): number => LOG_HEADER + index * FRAME;

export interface Frame {
  readonly page: number;
  readonly commits: boolean;
}

/** The valid frames of the log: those with its salts. */
export function framesOf(path: string): Frame[] {
  const bytes = readFileSync(path);
  const frames: Frame[] = [];
  for (let at = LOG_HEADER; at + FRAME <= bytes.length; at += FRAME) {
    if (!bytes.subarray(at + 8, at + 16).equals(bytes.subarray(16, 24))) break;
    frames.push({ page: bytes.readUInt32BE(at), commits: bytes.readUInt32BE(at + 4) !== 0 });
  }
  return frames;
}

/** The page at which a table or an index begins. */
export function rootPageOf(path: string, table: string): number {
  const connection = loadSqlite().open(path);
  const row = connection.prepare('SELECT rootpage AS page FROM sqlite_schema WHERE name = ?').get(table);
  connection.close();
  return (row as { page: number }).page;
}

/** The first leaf of a table's tree (https://sqlite.org/fileformat2.html#b_tree_pages). New rows go to the last one. */
export function firstLeafOf(path: string, table: string): number {
  const bytes = readFileSync(path);
  let page = rootPageOf(path, table);
  for (;;) {
    const at = (page - 1) * PAGE;
    if (bytes[at] !== 0x05) return page;
    page = bytes.readUInt32BE(at + bytes.readUInt16BE(at + 12));
  }
}
