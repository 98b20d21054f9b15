import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
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

/** Overwrites pages of a file that another process has open. Page 1 is the first. */
export function wipe(path: string, pages: readonly number[], bytes = Buffer.alloc(PAGE)): void {
  const file = openSync(path, 'r+');
  for (const page of pages) writeSync(file, bytes, 0, PAGE, (page - 1) * PAGE);
  closeSync(file);
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

/** Every page of the tree of a table or an index, as the file has it. */
export function pagesOf(path: string, name: string): number[] {
  const bytes = readFileSync(path);
  const below = (page: number): number[] => {
    const at = (page - 1) * PAGE;
    const isInner = bytes[at] === 0x05 || bytes[at] === 0x02;
    if (!isInner) return [page];
    const cells = Array.from({ length: bytes.readUInt16BE(at + 3) }, (_, index) =>
      bytes.readUInt32BE(at + bytes.readUInt16BE(at + 12 + 2 * index)),
    );
    return [page, ...[...cells, bytes.readUInt32BE(at + 8)].flatMap(below)];
  };
  return below(rootPageOf(path, name));
}
